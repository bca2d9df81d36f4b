package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One route: what it takes and what it does.
 *
 * @param name stable label in logs, metrics and API; unique
 * @param source where it was written ({@code quaygate.yaml:47}), for explanations
 * @param hosts hosts it takes, at least one
 * @param path paths it takes
 * @param priority higher first, before any other rule
 * @param action what happens
 * @param scheme on which listeners it serves
 * @param stripPrefix leading segments cut from the path before it goes on ({@code /api}), or null
 * @param addPrefix segments put in front of the path (after stripping), or null
 * @param requestHeaders edits of what the endpoint sees
 * @param responseHeaders edits of what the client sees
 * @param maxBody largest request body in bytes, {@link Limits#OFF} for none
 * @param timeouts complete set for this route
 * @param hsts Strict-Transport-Security, or null
 * @param log whether its exchanges are in the access log (failures always are)
 */
public record Route(
        String name,
        String source,
        List<HostPattern> hosts,
        PathPattern path,
        int priority,
        RouteAction action,
        Scheme scheme,
        @Nullable String stripPrefix,
        @Nullable String addPrefix,
        HeaderEdits requestHeaders,
        HeaderEdits responseHeaders,
        long maxBody,
        Timeouts timeouts,
        @Nullable Hsts hsts,
        boolean log) {
    /** Where a route serves. */
    public enum Scheme {
        /** On https listeners; http listeners redirect there. */
        HTTPS,
        /** On http listeners only ({@code tls: off}). */
        HTTP
    }

    public Route {
        hosts = List.copyOf(hosts);
        require(!name.isEmpty(), "name", "a route needs a name");
        require(!hosts.isEmpty(), "host", "a route needs at least one host");
        segments("stripPrefix", stripPrefix);
        segments("addPrefix", addPrefix);
        require(maxBody >= 0, "maxBody", maxBody + " must not be negative");
    }

    /** The pool it forwards to, if it forwards. */
    public Optional<String> pool() {
        return action instanceof RouteAction.ForwardTo(String pool)
                ? Optional.of(pool)
                : Optional.empty();
    }

    /**
     * The same route as if it were written elsewhere: moving a route in its file changes nothing.
     */
    public Route withoutSource() {
        return new Route(
                name,
                "",
                hosts,
                path,
                priority,
                action,
                scheme,
                stripPrefix,
                addPrefix,
                requestHeaders,
                responseHeaders,
                maxBody,
                timeouts,
                hsts,
                log);
    }

    private static void segments(String field, @Nullable String prefix) {
        if (prefix == null) {
            return;
        }
        require(
                prefix.startsWith("/") && prefix.length() > 1 && !prefix.endsWith("/"),
                field,
                "'" + prefix + "' must start with '/' and not end with it");
        require(
                prefix.chars()
                        .allMatch(c -> c > ' ' && c < 0x7f && c != '?' && c != '#' && c != '\\'),
                field,
                "'" + prefix + "' has a character that a path may not have");
    }
}
