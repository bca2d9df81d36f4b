package dev.quaygate.app.admin;

import dev.quaygate.proxy.relay.BoundRoute;
import dev.quaygate.proxy.route.Explanation;
import dev.quaygate.proxy.settings.Route;

/** Why a URL goes where it goes, as people read it. */
final class ExplainText {
    private ExplainText() {}

    static String of(Explanation<BoundRoute> why) {
        var out = new StringBuilder();
        BoundRoute chosen = why.chosen();
        if (chosen == null) {
            out.append("no route takes it: 404 no_route (QG5201)\n");
        } else {
            Route route = chosen.route();
            out.append(route.name()).append("  ").append(route.source());
            out.append("  to ").append(route.pool().isPresent() ? "pool " : "");
            out.append(RoutesResource.target(route));
            out.append("   response timeout ").append(Texts.span(route.timeouts().response()));
            out.append('\n');
        }
        String word = "not:";
        for (Explanation.Rejected other : why.others()) {
            out.append(String.format("%-5s%s  %s%n", word, other.route().name(), other.detail()));
            word = "";
        }
        return out.toString();
    }
}
