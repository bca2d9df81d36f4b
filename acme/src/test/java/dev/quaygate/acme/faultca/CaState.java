package dev.quaygate.acme.faultca;

import java.security.PublicKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything an authority remembers; guarded by the core. */
final class CaState {
    final Ids ids = new Ids();
    final RateLimits limits = new RateLimits();
    final Map<String, Account> accounts = new LinkedHashMap<>();
    final Map<PublicKey, Account> byKey = new HashMap<>();
    final Map<String, Order> orders = new HashMap<>();
    final Map<String, Authorization> authorizations = new HashMap<>();
    final Map<String, Authorization> authorizationsByName = new HashMap<>();
    final Map<String, CaChallenge> challenges = new HashMap<>();
    final Map<String, Issued> certificates = new LinkedHashMap<>();
    final Map<String, Issued> byCertId = new HashMap<>();
}
