package dev.quaygate.app.config.block;

import dev.quaygate.app.config.block.TlsBlock.Tls;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.app.config.source.Suggest;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Route.Scheme;
import dev.quaygate.proxy.settings.UnknownName;
import java.util.ArrayList;
import java.util.List;

/** Whether the host of {@code tls.unknownName} is one that gets a certificate. */
final class UnknownNameCheck {
    private final List<RouteDraft> routes;
    private final Problems problems;

    UnknownNameCheck(List<RouteDraft> routes, Problems problems) {
        this.routes = routes;
        this.problems = problems;
    }

    void run(Tls tls) {
        if (tls.settings().unknownName() instanceof UnknownName.Show(String host)
                && hosts().stream().noneMatch(pattern -> covers(pattern, host))) {
            report(host, tls.unknownName());
        }
    }

    private List<HostPattern> hosts() {
        return routes.stream()
                .filter(route -> route.scheme() == Scheme.HTTPS)
                .flatMap(route -> route.hosts().stream())
                .toList();
    }

    /** Any host is no host here: a route for all gets no certificate. */
    private static boolean covers(HostPattern pattern, String host) {
        return switch (pattern) {
            case HostPattern.Any() -> false;
            case HostPattern.Exact(String name) -> name.equals(host);
            case HostPattern.Wildcard(String suffix) ->
                    host.indexOf('.') > 0 && host.substring(host.indexOf('.') + 1).equals(suffix);
        };
    }

    private void report(String host, Node place) {
        var words = new ArrayList<>(List.of("refuse"));
        hosts().stream()
                .filter(pattern -> !(pattern instanceof HostPattern.Any))
                .forEach(pattern -> words.add(pattern.toString()));
        var draft =
                problems.error(
                        "QG1020",
                        place.span(),
                        place.path(),
                        "no https route names `" + host + "`");
        Suggest.nearest(host, words)
                .ifPresentOrElse(
                        word -> draft.hint("did you mean `" + word + "`?").suggest(word),
                        () -> draft.hint("write `refuse`, or a host of a route"));
    }
}
