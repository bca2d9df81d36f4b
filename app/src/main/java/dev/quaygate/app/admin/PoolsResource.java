package dev.quaygate.app.admin;

import dev.quaygate.app.state.Desk;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.upstream.CheckResult;
import dev.quaygate.proxy.upstream.EndpointView;
import dev.quaygate.proxy.upstream.PoolView;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/pools}. */
record PoolsResource(Desk desk) {
    AdminAnswer list(AdminRequest request) {
        List<PoolView> pools =
                desk.proxy().view().pools().stream()
                        .sorted(java.util.Comparator.comparing(PoolView::name))
                        .toList();
        if (request.wantsText()) {
            return AdminAnswer.text(table(pools));
        }
        var list = JsonMapper.shared().createArrayNode();
        pools.forEach(pool -> list.add(json(pool)));
        return AdminAnswer.json(list);
    }

    AdminAnswer one(AdminRequest request, String name) throws Refusal {
        PoolView pool =
                desk.proxy().view().pools().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> Refusal.notFound("no pool is called `" + name + "`"));
        return request.wantsText()
                ? AdminAnswer.text(table(List.of(pool)) + checks(pool))
                : AdminAnswer.json(json(pool));
    }

    private static String table(List<PoolView> pools) {
        var table =
                new Table(
                        "POOL", "BALANCE", "ENDPOINT", "STATE", "IN FLIGHT", "REQUESTS", "FAILED");
        for (PoolView pool : pools) {
            for (EndpointView endpoint : pool.endpoints()) {
                String trouble = EndpointText.trouble(endpoint);
                table.row(
                        pool.name(),
                        pool.selection(),
                        endpoint.address(),
                        endpoint.health().word() + (trouble.isEmpty() ? "" : " (" + trouble + ")"),
                        String.valueOf(endpoint.inFlight()),
                        String.format(Locale.ROOT, "%,d", endpoint.attempts()),
                        failures(endpoint));
            }
        }
        return table.text();
    }

    private static String failures(EndpointView endpoint) {
        var parts = new StringBuilder();
        endpoint.failures()
                .forEach((cause, count) ->
                        parts.append(parts.isEmpty() ? "" : ", ")
                                .append(cause.word())
                                .append(' ')
                                .append(count));
        return parts.isEmpty() ? "0" : parts.toString();
    }

    private static String checks(PoolView pool) {
        var out = new StringBuilder();
        for (EndpointView endpoint : pool.endpoints()) {
            for (CheckResult check : endpoint.checks()) {
                Cause cause = check.cause();
                out.append(
                        String.format(
                                "check  %s  %s  %s  %s%n",
                                EndpointText.clock(check.at()),
                                endpoint.address(),
                                Texts.millis(check.took()),
                                cause == null ? "passed" : cause.word() + " " + check.detail()));
            }
        }
        return out.toString();
    }

    private static ObjectNode json(PoolView pool) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", pool.name()).put("balance", pool.selection());
        node.put("usable", pool.usable());
        var list = node.putArray("endpoints");
        for (EndpointView endpoint : pool.endpoints()) {
            ObjectNode one = list.addObject();
            one.put("address", endpoint.address()).put("weight", endpoint.weight());
            one.put("state", endpoint.health().word());
            one.put("detail", EndpointText.trouble(endpoint));
            endpoint.resolved().forEach(one.putArray("resolved")::add);
            one.put("inFlight", endpoint.inFlight()).put("requests", endpoint.attempts());
            ObjectNode failures = one.putObject("failures");
            endpoint.failures().forEach((cause, count) -> failures.put(cause.word(), count));
            var checks = one.putArray("checks");
            for (CheckResult check : endpoint.checks()) {
                Cause cause = check.cause();
                checks.addObject()
                        .put("at", check.at().toString())
                        .put("tookMs", check.took().toMillis())
                        .put("status", check.status())
                        .put("cause", cause == null ? null : cause.word())
                        .put("detail", check.detail());
            }
        }
        return node;
    }
}
