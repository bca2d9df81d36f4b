package dev.quaygate.app.admin;

import dev.quaygate.app.state.Desk;
import dev.quaygate.proxy.relay.BoundRoute;
import dev.quaygate.proxy.route.Explanation;
import dev.quaygate.proxy.server.ProxyView.RouteView;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.settings.RouteAction;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/routes} and {@code /v1/explain}. */
record RoutesResource(Desk desk) {
    AdminAnswer list(AdminRequest request) {
        List<RouteView> routes = desk.proxy().view().routes();
        if (!request.wantsText()) {
            var list = JsonMapper.shared().createArrayNode();
            routes.forEach(route -> list.add(json(route)));
            return AdminAnswer.json(list);
        }
        var table = new Table("ROUTE", "HOST", "PATH", "TO", "REQUESTS", "4XX", "5XX");
        routes.forEach(view -> {
            Route route = view.route();
            table.row(
                    route.name(),
                    hosts(route),
                    route.path().toString(),
                    target(route),
                    number(total(view)),
                    number(view.requests().get(4)),
                    number(view.requests().get(5)));
        });
        return AdminAnswer.text(table.text());
    }

    /** Which route takes a URL, by the table that serves. */
    AdminAnswer explain(AdminRequest request) throws Refusal {
        URI url = url(request);
        Route.Scheme scheme =
                "http".equals(url.getScheme()) ? Route.Scheme.HTTP : Route.Scheme.HTTPS;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        Explanation<BoundRoute> why =
                desk.proxy().routes().explain("GET", scheme, url.getHost(), path);
        BoundRoute chosen = why.chosen();
        int exit = chosen == null ? 1 : 0;
        if (request.wantsText()) {
            return AdminAnswer.text(ExplainText.of(why)).exit(exit);
        }
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("url", url.toString());
        node.put("route", chosen == null ? null : chosen.route().name());
        node.put("cause", chosen == null ? "no_route" : null);
        var others = node.putArray("others");
        why.others()
                .forEach(other ->
                        others.addObject()
                                .put("route", other.route().name())
                                .put("failed", other.failed().name().toLowerCase(Locale.ROOT))
                                .put("detail", other.detail()));
        return AdminAnswer.json(node).exit(exit);
    }

    private static URI url(AdminRequest request) throws Refusal {
        try {
            String text = JsonMapper.shared().readTree(request.body()).path("url").asString("");
            var url = new URI(text);
            if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
                throw Refusal.malformed(400, "`url` is not an http or https URL");
            }
            return url;
        } catch (JacksonException | URISyntaxException _) {
            throw Refusal.malformed(400, "the body is not {\"url\": \"https://…\"}");
        }
    }

    private static ObjectNode json(RouteView view) {
        Route route = view.route();
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", route.name()).put("source", route.source());
        route.hosts().forEach(host -> node.withArray("hosts").add(host.toString()));
        node.put("path", route.path().toString()).put("priority", route.priority());
        node.put("scheme", route.scheme().name().toLowerCase(Locale.ROOT));
        node.put("to", target(route)).put("pool", route.pool().orElse(null));
        ObjectNode requests = node.putObject("requests");
        requests.put("none", view.requests().getFirst());
        for (int i = 1; i < view.requests().size(); i++) {
            requests.put(i + "xx", view.requests().get(i));
        }
        node.put("requestBytes", view.bytesIn()).put("responseBytes", view.bytesOut());
        return node;
    }

    private static String hosts(Route route) {
        return route.hosts().stream().map(HostPattern::toString).collect(Collectors.joining(" "));
    }

    static String target(Route route) {
        return switch (route.action()) {
            case RouteAction.ForwardTo(String pool) -> pool;
            case RouteAction.Redirect(String to, int code) -> code + " " + to;
            case RouteAction.Respond respond -> "answer " + respond.status();
        };
    }

    private static long total(RouteView view) {
        return view.requests().stream().mapToLong(Long::longValue).sum();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
