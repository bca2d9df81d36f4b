package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.route.RoutingTable;
import dev.quaygate.proxy.settings.CidrSet;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.settings.Timeouts;

/**
 * What an exchange reads of the configuration, at one revision. Immutable; an exchange keeps the
 * one it started with.
 *
 * @param revision number of the configuration
 * @param routes of all listeners
 * @param redirectCode for http requests to https routes; 0 for none
 * @param redirectPort port to name in such redirects; 443 is left out
 * @param challenges answers http-01 requests before anything else
 * @param strictHost whether a Host outside the connection's certificate is answered 421
 */
public record RoutingSnapshot(
        long revision,
        RoutingTable<BoundRoute> routes,
        int redirectCode,
        int redirectPort,
        CidrSet trustedProxies,
        Limits limits,
        Timeouts timeouts,
        ChallengeAnswers challenges,
        boolean strictHost) {}
