package dev.quaygate.app.config.block;

import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.config.settings.TlsMode;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.proxy.settings.HostPattern;

/** What a route with {@code onDemand: true} needs. */
record OnDemandChecks(CertificateSettings certificates, Problems problems) {
    /** Whether the route can have certificates on demand; reports why not. */
    boolean isRight(RouteDraft route) {
        if (certificates.onDemand() == null) {
            return wrong(
                    route,
                    "`onDemand` needs somebody who allows names",
                    "add `certificates: {onDemand: {ask: \"http://127.0.0.1:9000/allowed\"}}`");
        }
        if (!(route.tls() instanceof TlsMode.Automatic)) {
            return wrong(
                    route, "`onDemand` and this `tls` exclude each other", "write `tls: auto`");
        }
        return route.hosts().stream().allMatch(host -> isRight(route, host));
    }

    private boolean isRight(RouteDraft route, HostPattern host) {
        return switch (host) {
            case HostPattern.Any() -> true;
            case HostPattern.Exact(String name) ->
                    wrong(
                            route,
                            "`" + name + "` is one name, and gets its certificate without a client",
                            "remove `onDemand`, or give `\"*\"` and wildcards a route of their own");
            case HostPattern.Wildcard(String base) ->
                    !certificates.provesWildcard(base, route.certificate().challenges())
                            || wrong(
                                    route,
                                    "`*."
                                            + base
                                            + "` gets one certificate for all its names by DNS",
                                    "remove `onDemand`");
        };
    }

    private boolean wrong(RouteDraft route, String what, String hint) {
        Node at = route.node().entry("onDemand").map(Entry::value).orElse(route.node());
        problems.error("QG1023", at.span(), at.path(), what).hint(hint);
        return false;
    }
}
