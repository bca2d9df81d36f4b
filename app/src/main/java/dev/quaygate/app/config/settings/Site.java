package dev.quaygate.app.config.settings;

import java.util.List;

/**
 * Names that share one certificate, as a route asks for them.
 *
 * @param names folded names, wildcards as {@code *.example.com}, IP literals; sorted, at least one
 * @param mode where the certificate comes from; never {@code Off}
 * @param overrides what the route says differently
 * @param route name of the first route that wants it
 * @param source {@code file:line} of that route
 * @param onDemand the one name is a pattern, {@code *} or a wildcard: each name under it gets a
 *     certificate of its own when a client asks for it
 */
public record Site(
        List<String> names,
        TlsMode mode,
        CertificateOverrides overrides,
        String route,
        String source,
        boolean onDemand) {
    public Site {
        names = names.stream().distinct().sorted().toList();
    }
}
