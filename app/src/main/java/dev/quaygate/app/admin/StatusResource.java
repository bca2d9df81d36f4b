package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.app.state.Desk;
import dev.quaygate.app.state.Phase;
import dev.quaygate.app.state.Running;
import dev.quaygate.app.state.Traffic;
import dev.quaygate.proxy.server.ProxyView;
import dev.quaygate.proxy.upstream.PoolView;
import dev.quaygate.workers.AppStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/status}: the whole process on one screen. */
record StatusResource(Desk desk) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.systemDefault());
    private static final int ATTENTION = 6;
    private static final int APPS = 4;

    AdminAnswer get(AdminRequest request) throws Refusal {
        if (desk.phase().get() == Phase.STARTING) {
            throw Refusal.unavailable("QG4007", "it is starting");
        }
        List<String> attention = Readiness.attention(desk);
        AdminAnswer answer =
                request.wantsText()
                        ? AdminAnswer.text(text(attention))
                        : AdminAnswer.json(json(attention));
        return answer.exit(attention.isEmpty() ? 0 : 6);
    }

    private String text(List<String> attention) {
        Running running = desk.reloads().running();
        ProxyView view = desk.proxy().view();
        Traffic.Totals hour = desk.traffic().lastHour(Traffic.Totals.of(view));
        var out = new StringBuilder();
        out.append(
                String.format(
                        Locale.ROOT,
                        "quaygate %s  up %s  revision %d (%s, %s)  %s  %s  %d MiB%n",
                        desk.version(),
                        Texts.span(Duration.between(desk.started(), desk.clock().instant())),
                        running.revision(),
                        TIME.format(running.loadedAt()),
                        running.trigger().word(),
                        state(),
                        Texts.count(running.configuration().process().eventLoops(), "loop"),
                        residentBytes() >> 20));
        out.append(certificates()).append('\n');
        out.append("routes ").append(view.routes().size());
        List<PoolView> pools = pools(view);
        out.append("   pools ").append(pools.size()).append(endpoints(pools));
        out.append(apps()).append('\n');
        out.append(
                String.format(
                        Locale.ROOT,
                        "last hour  %s  %,d 5xx   now  %s  %s  %s%n",
                        Texts.count(hour.requests(), "request"),
                        hour.serverErrors(),
                        Texts.count(view.connections(), "connection"),
                        Texts.count(view.exchanges(), "exchange"),
                        Texts.count(view.tunnels(), "tunnel")));
        if (!attention.isEmpty()) {
            out.append("needs attention: ");
            out.append(String.join("  ", attention.stream().limit(ATTENTION).toList()));
            out.append(attention.size() > ATTENTION ? "  …\n" : "\n");
        }
        return out.toString();
    }

    /** {@code apps 2 (shop 2 of 2 ready, 61 % used; …)}, nothing without apps. */
    private String apps() {
        List<AppStatus> apps = desk.apps().apps();
        if (apps.isEmpty()) {
            return "";
        }
        return "   apps "
                + apps.size()
                + apps.stream()
                        .limit(APPS)
                        .map(StatusResource::app)
                        .collect(Collectors.joining("; ", " (", apps.size() > APPS ? "; …)" : ")"));
    }

    private static String app(AppStatus app) {
        String used =
                app.utilisation().isPresent()
                        ? ", " + AppText.percent(app.utilisation()) + " used"
                        : "";
        return app.name() + " " + app.ready() + " of " + app.wanted() + " ready" + used;
    }

    private String state() {
        if (desk.phase().get() != Phase.READY) {
            return desk.phase().get().word();
        }
        return Readiness.degraded(desk).isEmpty() ? "ready" : "degraded";
    }

    private String certificates() {
        List<CertificateStatus> all = desk.certificates().statuses();
        Map<State, Integer> counts = new EnumMap<>(State.class);
        all.forEach(one -> counts.merge(one.state(), 1, Integer::sum));
        var parts = new ArrayList<String>();
        for (State state : List.of(State.OK, State.MANUAL)) {
            part(counts, state, parts);
        }
        for (State state : State.values()) {
            part(counts, state, parts);
        }
        String text = "certificates  " + (parts.isEmpty() ? "none" : String.join("  ", parts));
        return next(all).map(what -> String.format("%-39s next: %s", text, what)).orElse(text);
    }

    private static void part(Map<State, Integer> counts, State state, List<String> parts) {
        Integer count = counts.remove(state);
        if (count != null) {
            parts.add(count + " " + state.word());
        }
    }

    /** The renewal that comes first. */
    private Optional<String> next(List<CertificateStatus> all) {
        Instant now = desk.clock().instant();
        return all.stream()
                .filter(one -> one.next().at() != null && one.state() == State.OK)
                .min((a, b) -> at(a).compareTo(at(b)))
                .map(one ->
                        one.names().getFirst()
                                + " renews in "
                                + Texts.span(Duration.between(now, at(one))));
    }

    private static Instant at(CertificateStatus status) {
        Instant at = status.next().at();
        return at == null ? Instant.MAX : at;
    }

    /** Those that are not workers of an app. */
    private List<PoolView> pools(ProxyView view) {
        Set<String> apps =
                desk.apps().apps().stream().map(AppStatus::name).collect(Collectors.toSet());
        return view.pools().stream().filter(pool -> !apps.contains(pool.name())).toList();
    }

    private static String endpoints(List<PoolView> pools) {
        int all = pools.stream().mapToInt(pool -> pool.endpoints().size()).sum();
        int usable = pools.stream().mapToInt(PoolView::usable).sum();
        return pools.isEmpty()
                ? ""
                : " (" + usable + " of " + Texts.count(all, "endpoint") + " healthy)";
    }

    private ObjectNode json(List<String> attention) {
        Running running = desk.reloads().running();
        ProxyView view = desk.proxy().view();
        Traffic.Totals hour = desk.traffic().lastHour(Traffic.Totals.of(view));
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("version", desk.version()).put("state", state());
        node.put("startedAt", desk.started().toString());
        node.put("uptimeMs", Duration.between(desk.started(), desk.clock().instant()).toMillis());
        node.put("revision", running.revision());
        node.put("loadedAt", running.loadedAt().toString());
        node.put("trigger", running.trigger().word());
        node.put("configuration", running.configuration().files().getFirst().name());
        node.put("provider", "boringssl");
        node.put(
                "io",
                running.configuration().process().transport().name().toLowerCase(Locale.ROOT));
        node.put("eventLoops", running.configuration().process().eventLoops());
        node.put("memoryBytes", residentBytes());
        var listeners = node.putArray("listeners");
        view.listeners()
                .forEach(one ->
                        listeners
                                .addObject()
                                .put("name", one.name())
                                .put("kind", one.kind())
                                .put("address", address(one))
                                .put("connections", one.connections()));
        node.put("connections", view.connections()).put("exchanges", view.exchanges());
        node.put("tunnels", view.tunnels());
        node.put("routes", view.routes().size()).put("pools", pools(view).size());
        var apps = node.putArray("apps");
        desk.apps()
                .apps()
                .forEach(app ->
                        apps.addObject()
                                .put("name", app.name())
                                .put("state", app.state())
                                .put("wanted", app.wanted())
                                .put("ready", app.ready()));
        node.putObject("lastHour")
                .put("requests", hour.requests())
                .put("serverErrors", hour.serverErrors());
        ObjectNode states = node.putObject("certificates");
        desk.certificates()
                .statuses()
                .forEach(one ->
                        states.put(
                                one.state().word(), states.path(one.state().word()).asInt(0) + 1));
        Readiness.degraded(desk).forEach(node.putArray("degraded")::add);
        attention.forEach(node.putArray("attention")::add);
        return node;
    }

    private static String address(ProxyView.ListenerView listener) {
        return listener.address().getAddress().getHostAddress()
                + ":"
                + listener.address().getPort();
    }

    /** Memory as the kernel counts it, 0 where it does not say. */
    static long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException _) {
            return 0;
        }
    }
}
