package dev.quaygate.proxy.observe;

import org.jspecify.annotations.Nullable;

/**
 * One line for a person at a terminal: {@code 2026-11-23T14:03:07.412Z 198.51.100.4 h2 GET
 * shop.example.com/api/cart 502 0.9ms 412B route=shop-api endpoint=10.0.0.2:3000
 * cause=upstream_refused (ECONNREFUSED) id=…}. Escapes are those of JSON.
 */
final class TextLine implements LineEncoder {
    private final Redaction redaction;
    private final Timings timings = new Timings();
    private final Timestamp timestamp = new Timestamp();

    TextLine(Redaction redaction) {
        this.redaction = redaction;
    }

    @Override
    public void encode(ExchangeRecord exchange, LineBuffer out) {
        timings.of(exchange);
        timestamp.write(exchange.startMillis, out);
        word(out, exchange.client);
        word(out, exchange.protocol);
        word(out, exchange.method);
        word(out, exchange.host);
        out.text(exchange.path, MOST_TARGET).text(redaction.query(exchange.query), MOST_TARGET);
        out.raw(' ').number(exchange.status);
        out.raw(' ').tenths(timings.total).raw('m').raw('s');
        out.raw(' ').number(exchange.bytesOut).raw('B');
        pair(out, " route=", exchange.route);
        pair(out, " endpoint=", exchange.endpoint);
        if (exchange.cause != null) {
            pair(out, " cause=", exchange.cause.word());
        }
        if (exchange.detail != null) {
            out.raw(' ').raw('(').text(exchange.detail, MOST).raw(')');
        }
        pair(out, " id=", exchange.id);
        out.raw('\n');
    }

    private static void word(LineBuffer out, String value) {
        out.raw(' ').text(value.isEmpty() ? "-" : value, MOST);
    }

    private static void pair(LineBuffer out, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            out.text(key, MOST).text(value, MOST);
        }
    }
}
