package dev.quaygate.acme.pebble;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * How a {@link PebbleServer} behaves.
 *
 * @param httpPort port where http-01 is validated, 0 for one where nobody listens
 * @param tlsPort port where tls-alpn-01 is validated, 0 for one where nobody listens
 * @param eabKeys key id to base64url HMAC key; not empty means that accounts need a binding
 * @param badNoncePercent share of good nonces that are refused
 * @param authzReusePercent share of orders that reuse a valid authorization
 * @param alternateRoots number of alternate chains
 * @param profiles name to validity in seconds; empty for one profile {@code default}
 * @param validitySeconds validity where no profiles are given
 */
public record PebbleOptions(
        int httpPort,
        int tlsPort,
        Map<String, String> eabKeys,
        int badNoncePercent,
        int authzReusePercent,
        int alternateRoots,
        Map<String, Long> profiles,
        long validitySeconds) {

    /** 90 days, no bad nonces, no reuse, no validation port that answers. */
    public static final PebbleOptions DEFAULTS =
            new PebbleOptions(0, 0, Map.of(), 0, 0, 0, Map.of(), 90 * 86_400L);

    public PebbleOptions {
        eabKeys = Map.copyOf(eabKeys);
        profiles = new LinkedHashMap<>(profiles);
    }

    public PebbleOptions httpPort(int port) {
        return new PebbleOptions(
                port,
                tlsPort,
                eabKeys,
                badNoncePercent,
                authzReusePercent,
                alternateRoots,
                profiles,
                validitySeconds);
    }

    public PebbleOptions tlsPort(int port) {
        return new PebbleOptions(
                httpPort,
                port,
                eabKeys,
                badNoncePercent,
                authzReusePercent,
                alternateRoots,
                profiles,
                validitySeconds);
    }

    public PebbleOptions eabKeys(Map<String, String> keys) {
        return new PebbleOptions(
                httpPort,
                tlsPort,
                keys,
                badNoncePercent,
                authzReusePercent,
                alternateRoots,
                profiles,
                validitySeconds);
    }

    public PebbleOptions badNoncePercent(int percent) {
        return new PebbleOptions(
                httpPort,
                tlsPort,
                eabKeys,
                percent,
                authzReusePercent,
                alternateRoots,
                profiles,
                validitySeconds);
    }

    public PebbleOptions authzReusePercent(int percent) {
        return new PebbleOptions(
                httpPort,
                tlsPort,
                eabKeys,
                badNoncePercent,
                percent,
                alternateRoots,
                profiles,
                validitySeconds);
    }

    public PebbleOptions alternateRoots(int count) {
        return new PebbleOptions(
                httpPort,
                tlsPort,
                eabKeys,
                badNoncePercent,
                authzReusePercent,
                count,
                profiles,
                validitySeconds);
    }

    public PebbleOptions profiles(Map<String, Long> validity) {
        return new PebbleOptions(
                httpPort,
                tlsPort,
                eabKeys,
                badNoncePercent,
                authzReusePercent,
                alternateRoots,
                validity,
                validitySeconds);
    }

    public PebbleOptions validitySeconds(long seconds) {
        return new PebbleOptions(
                httpPort,
                tlsPort,
                eabKeys,
                badNoncePercent,
                authzReusePercent,
                alternateRoots,
                profiles,
                seconds);
    }

    /** The configuration file that Pebble reads. */
    String json(int acmePort, int managementPort, String certificate, String key) {
        return """
        {"pebble": {
          "listenAddress": "127.0.0.1:%d",
          "managementListenAddress": "127.0.0.1:%d",
          "certificate": "%s",
          "privateKey": "%s",
          "httpPort": %d,
          "tlsPort": %d,
          "ocspResponderURL": "",
          "externalAccountBindingRequired": %b,
          "externalAccountMACKeys": {%s},
          "retryAfter": {"authz": 1, "order": 1},
          "keyAlgorithm": "ecdsa",
          "profiles": {%s}
        }}
        """
                .formatted(
                        acmePort,
                        managementPort,
                        certificate,
                        key,
                        httpPort,
                        tlsPort,
                        !eabKeys.isEmpty(),
                        eabJson(),
                        profilesJson());
    }

    private String eabJson() {
        var members = new StringJoiner(", ");
        eabKeys.forEach((id, key) -> members.add("\"" + id + "\": \"" + key + "\""));
        return members.toString();
    }

    private String profilesJson() {
        var members = new StringJoiner(", ");
        Map<String, Long> all = profiles.isEmpty() ? Map.of("default", validitySeconds) : profiles;
        all.forEach((name, seconds) ->
                members.add(
                        "\"%s\": {\"description\": \"%s for tests\", \"validityPeriod\": %d}"
                                .formatted(name, name, seconds)));
        return members.toString();
    }
}
