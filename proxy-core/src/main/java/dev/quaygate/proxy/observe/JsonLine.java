package dev.quaygate.proxy.observe;

import dev.quaygate.proxy.text.Ascii;
import org.jspecify.annotations.Nullable;

/** JSON: fields without a value are left out, except cause and detail. */
final class JsonLine implements LineEncoder {
    private final Redaction redaction;
    private final Timings timings = new Timings();
    private final Timestamp timestamp = new Timestamp();

    JsonLine(Redaction redaction) {
        this.redaction = redaction;
    }

    @Override
    public void encode(ExchangeRecord exchange, LineBuffer out) {
        out.raw(TS);
        timestamp.write(exchange.startMillis, out);
        out.raw('"');
        client(exchange, out);
        request(exchange, out);
        outcome(exchange, out);
        times(exchange, out);
        number(out, REVISION, exchange.revision);
        if (!redaction.hides("user-agent")) {
            text(out, USER_AGENT, exchange.userAgent, MOST);
        }
        if (exchange.referer != null && !redaction.hides("referer")) {
            text(out, REFERER, redaction.url(exchange.referer), MOST);
        }
        out.raw('}').raw('\n');
    }

    private static void client(ExchangeRecord exchange, LineBuffer out) {
        text(out, ID, exchange.id, MOST);
        text(out, LISTENER, exchange.listener, MOST);
        text(out, CLIENT, exchange.client, MOST);
        text(out, PEER, exchange.peer, MOST);
        text(out, PROTO, exchange.protocol, MOST);
        if (exchange.tlsVersion != null) {
            text(out, TLS, exchange.tlsVersion, MOST);
            text(out, GROUP, exchange.tlsGroup, MOST);
            out.raw(RESUMED).raw(exchange.tlsResumed ? TRUE : FALSE);
        }
        text(out, SNI, exchange.sni, MOST);
    }

    private void request(ExchangeRecord exchange, LineBuffer out) {
        text(out, METHOD, exchange.method, MOST);
        text(out, HOST, exchange.host, MOST);
        text(out, PATH, exchange.path, MOST_TARGET);
        String query = redaction.query(exchange.query);
        text(out, QUERY, query.startsWith("?") ? query.substring(1) : query, MOST_TARGET);
    }

    private static void outcome(ExchangeRecord exchange, LineBuffer out) {
        number(out, STATUS, exchange.status);
        orNull(out, CAUSE, exchange.cause == null ? null : exchange.cause.word());
        orNull(out, DETAIL, exchange.detail);
        text(out, ENDED, word(exchange.ended), MOST);
        text(out, ROUTE, exchange.route, MOST);
        text(out, POOL, exchange.pool, MOST);
        text(out, ENDPOINT, exchange.endpoint, MOST);
        number(out, ATTEMPTS, exchange.attempts);
        number(out, BYTES_IN, exchange.bytesIn);
        number(out, BYTES_OUT, exchange.bytesOut);
    }

    private void times(ExchangeRecord exchange, LineBuffer out) {
        timings.of(exchange);
        out.raw(MS_TLS).tenths(timings.tls);
        out.raw(MS_QUEUE).tenths(timings.queue);
        out.raw(MS_CONNECT).tenths(timings.connect);
        out.raw(MS_FIRST_BYTE).tenths(timings.firstByte);
        out.raw(MS_BODY).tenths(timings.body);
        out.raw(MS_TOTAL).tenths(timings.total);
    }

    static String word(ExchangeRecord.EndedBy ended) {
        return switch (ended) {
            case COMPLETE -> "complete";
            case CLIENT -> "client";
            case UPSTREAM -> "upstream";
            case PROXY -> "proxy";
        };
    }

    private static void text(LineBuffer out, byte[] key, @Nullable String value, int most) {
        if (value != null && !value.isEmpty()) {
            out.raw(key).raw('"').text(value, most).raw('"');
        }
    }

    private static void orNull(LineBuffer out, byte[] key, @Nullable String value) {
        if (value == null) {
            out.raw(key).raw(NULL);
        } else {
            out.raw(key).raw('"').text(value, MOST).raw('"');
        }
    }

    private static void number(LineBuffer out, byte[] key, long value) {
        out.raw(key).number(value);
    }

    private static byte[] key(String name) {
        return Ascii.bytes(",\"" + name + "\":");
    }

    private static final byte[] TS = Ascii.bytes("{\"ts\":\"");
    private static final byte[] ID = key("id");
    private static final byte[] LISTENER = key("listener");
    private static final byte[] CLIENT = key("client");
    private static final byte[] PEER = key("peer");
    private static final byte[] PROTO = key("proto");
    private static final byte[] TLS = key("tls");
    private static final byte[] GROUP = key("group");
    private static final byte[] RESUMED = key("resumed");
    private static final byte[] SNI = key("sni");
    private static final byte[] METHOD = key("method");
    private static final byte[] HOST = key("host");
    private static final byte[] PATH = key("path");
    private static final byte[] QUERY = key("query");
    private static final byte[] STATUS = key("status");
    private static final byte[] CAUSE = key("cause");
    private static final byte[] DETAIL = key("detail");
    private static final byte[] ENDED = key("ended");
    private static final byte[] ROUTE = key("route");
    private static final byte[] POOL = key("pool");
    private static final byte[] ENDPOINT = key("endpoint");
    private static final byte[] ATTEMPTS = key("attempts");
    private static final byte[] BYTES_IN = key("bytesIn");
    private static final byte[] BYTES_OUT = key("bytesOut");
    private static final byte[] MS_TLS = key("msTls");
    private static final byte[] MS_QUEUE = key("msQueue");
    private static final byte[] MS_CONNECT = key("msConnect");
    private static final byte[] MS_FIRST_BYTE = key("msFirstByte");
    private static final byte[] MS_BODY = key("msBody");
    private static final byte[] MS_TOTAL = key("msTotal");
    private static final byte[] REVISION = key("revision");
    private static final byte[] USER_AGENT = key("userAgent");
    private static final byte[] REFERER = key("referer");
    private static final byte[] TRUE = Ascii.bytes("true");
    private static final byte[] FALSE = Ascii.bytes("false");
    private static final byte[] NULL = Ascii.bytes("null");
}
