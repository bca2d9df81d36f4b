package dev.quaygate.app.admin;

import dev.quaygate.proxy.observe.FailedExchange;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A failure with the field names of the access log, and what to do about it. */
final class FailureJson {
    private static final double NANOS_PER_MILLI = 1e6;

    private FailureJson() {}

    static ObjectNode of(FailedExchange failed) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", failed.id()).put("ts", failed.at().toString());
        FailedExchange.From from = failed.from();
        node.put("listener", from.listener()).put("client", from.client());
        node.put("peer", from.peer()).put("proto", from.protocol());
        if (failed.tls() != null) {
            tls(node, failed.tls());
        }
        FailedExchange.Request request = failed.request();
        node.put("method", request.method()).put("host", request.host());
        node.put("path", request.path()).put("query", query(request.query()));
        outcome(node, failed.outcome());
        FailedExchange.Way way = failed.way();
        node.put("route", way.route()).put("source", way.source()).put("pool", way.pool());
        node.put("endpoint", way.endpoint()).put("attempts", way.attempts());
        times(node, failed.times());
        node.put("revision", failed.revision());
        node.put("next", NextStep.of(failed));
        return node;
    }

    private static String query(String query) {
        return query.startsWith("?") ? query.substring(1) : query;
    }

    private static void tls(ObjectNode node, FailedExchange.Tls tls) {
        node.put("tls", tls.version()).put("group", tls.group());
        node.put("resumed", tls.resumed()).put("sni", tls.sni());
    }

    private static void outcome(ObjectNode node, FailedExchange.Outcome outcome) {
        node.put("status", outcome.status()).put("cause", outcome.cause().word());
        node.put("code", outcome.cause().code()).put("detail", outcome.detail());
        node.put("ended", outcome.ended().name().toLowerCase(Locale.ROOT));
        node.put("bytesIn", outcome.bytesIn()).put("bytesOut", outcome.bytesOut());
    }

    private static void times(ObjectNode node, FailedExchange.Times times) {
        node.put("msTls", millis(times.tls())).put("msQueue", millis(times.queue()));
        node.put("msConnect", millis(times.connect()));
        node.put("msFirstByte", millis(times.firstByte()));
        node.put("msBody", millis(times.body())).put("msTotal", millis(times.total()));
    }

    private static double millis(Duration time) {
        return time.toNanos() / NANOS_PER_MILLI;
    }
}
