package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Endpoints.Target;
import dev.quaygate.app.config.settings.CertificateOverrides;
import dev.quaygate.app.config.settings.TlsMode;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.proxy.settings.HealthCheck;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.Route.Scheme;
import dev.quaygate.proxy.settings.RouteAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route as one block says it, before it is seen with all others.
 *
 * @param written empty when the user gave no name
 * @param target null for redirects and fixed answers
 * @param answer null when it forwards
 * @param maxBody null for the default of all
 * @param tlsWritten whether the user wrote {@code tls}
 */
record RouteDraft(
        Mapping node,
        String written,
        List<HostPattern> hosts,
        List<PathPattern> paths,
        int priority,
        @Nullable Target target,
        @Nullable HealthCheck health,
        @Nullable RouteAction answer,
        @Nullable String stripPrefix,
        @Nullable String addPrefix,
        AnswerBlocks.Headers headers,
        TimeoutsBlock.Overrides timeouts,
        @Nullable Long maxBody,
        TlsMode tls,
        boolean tlsWritten,
        CertificateOverrides certificate,
        boolean onDemand,
        boolean log) {
    /** Its label: the written name, else host and path. */
    String name() {
        return written.isEmpty() ? hosts.getFirst() + suffix(paths.getFirst()) : written;
    }

    /** Where it serves. */
    Scheme scheme() {
        return tls instanceof TlsMode.Off ? Scheme.HTTP : Scheme.HTTPS;
    }

    /** The label of one of its paths. */
    String name(PathPattern path) {
        if (path.equals(paths.getFirst())) {
            return name();
        }
        return written.isEmpty() ? hosts.getFirst() + suffix(path) : written + " " + path;
    }

    private static String suffix(PathPattern path) {
        return path.equals(PathPattern.ALL) ? "" : path.toString();
    }
}
