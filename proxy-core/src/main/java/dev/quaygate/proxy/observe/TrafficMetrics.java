package dev.quaygate.proxy.observe;

import java.util.Map;

/** Writes the counters of routes and listeners; a route without a name gets no label. */
record TrafficMetrics(Map<String, RouteMeters> routes, Map<String, ListenerMeters> listeners) {
    void write(MetricsWriter out) {
        out.counter("requests_total", "Exchanges that ended.");
        eachTraffic((labels, cells) -> out.sample(cells.durations.count(), labels));
        out.histogram("request_duration_seconds", "Time from request head to end of exchange.");
        eachTraffic((labels, cells) -> out.sample(cells.durations, labels));
        out.counter("request_bytes_total", "Body bytes from clients.");
        eachTraffic((labels, cells) -> out.sample(cells.bytesIn(), labels));
        out.counter("response_bytes_total", "Body bytes to clients.");
        eachTraffic((labels, cells) -> out.sample(cells.bytesOut(), labels));
        writeCauses(out);
        writeListeners(out);
    }

    private void writeCauses(MetricsWriter out) {
        out.counter("failures_total", "Exchanges that failed, by cause.");
        routes.forEach((route, meters) -> causes(out, route, meters.failures()));
        out.counter("streams_cut_total", "Responses and connections that were cut, by cause.");
        routes.forEach((route, meters) -> causes(out, route, meters.cuts()));
    }

    private void writeListeners(MetricsWriter out) {
        out.gauge("connections", "Client connections open now.");
        listeners.forEach((name, meters) -> out.sample(meters.connections(), "listener", name));
        out.counter("connections_total", "Client connections accepted.");
        listeners.forEach((name, meters) -> out.sample(meters.opened(), "listener", name));
        out.counter("tls_handshakes_total", "TLS handshakes that ended.");
        eachHandshake((labels, histogram) -> out.sample(histogram.count(), labels));
        out.histogram("tls_handshake_seconds", "Time of TLS handshakes.");
        eachHandshake((labels, histogram) -> out.sample(histogram, labels));
    }

    private interface PerTraffic {
        void take(String[] labels, RouteMeters.Traffic cells);
    }

    private interface PerHandshake {
        void take(String[] labels, LatencyHistogram histogram);
    }

    private void eachTraffic(PerTraffic each) {
        routes.forEach((route, meters) -> eachTraffic(route, meters, each));
    }

    private static void eachTraffic(String route, RouteMeters meters, PerTraffic each) {
        for (int protocol = 0; protocol < RouteMeters.PROTOCOLS.length; protocol++) {
            for (int code = 0; code < RouteMeters.CLASSES.length; code++) {
                RouteMeters.Traffic cells = meters.traffic(protocol, code);
                if (cells != null) {
                    each.take(labels(route, code, protocol), cells);
                }
            }
        }
    }

    private static String[] labels(String route, int code, int protocol) {
        String status = RouteMeters.CLASSES[code];
        String spoken = RouteMeters.PROTOCOLS[protocol];
        return route.isEmpty()
                ? new String[] {"code", status, "protocol", spoken}
                : new String[] {"route", route, "code", status, "protocol", spoken};
    }

    private void eachHandshake(PerHandshake each) {
        listeners.forEach((name, meters) ->
                meters.handshakes()
                        .forEach((kind, histogram) -> each.take(labels(name, kind), histogram)));
    }

    private static String[] labels(String listener, ListenerMeters.Kind kind) {
        return new String[] {
            "listener",
            listener,
            "version",
            kind.version(),
            "group",
            kind.group(),
            "resumed",
            String.valueOf(kind.resumed()),
            "result",
            kind.result()
        };
    }

    private static void causes(MetricsWriter out, String route, CauseCounts counts) {
        counts.all()
                .forEach((cause, count) -> {
                    if (route.isEmpty()) {
                        out.sample(count, "cause", cause.word());
                    } else {
                        out.sample(count, "cause", cause.word(), "route", route);
                    }
                });
    }
}
