package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.proxy.settings.Timeouts;
import java.time.Duration;
import java.util.List;

/** {@code timeouts:} of the file, with defaults, and of a route, without. */
final class TimeoutsBlock {
    private static final Form<Duration> LIMIT =
            Forms.choice(Forms.off(Timeouts.OFF), Forms.duration());
    private static final Form<Long> RATE = Forms.choice(Forms.off(0L), Forms.byteRate());
    private static final Form<Duration> DRAIN = Forms.duration(Duration.ZERO, Duration.ofDays(1));

    private final boolean defaults;
    private final Key<Duration> handshake = key("handshake", LIMIT, "10s", "TLS, from accept");
    private final Key<Duration> header =
            key("header", LIMIT, "10s", "whole request head, from its first byte");
    private final Key<Duration> keepAlive =
            key("keepAlive", LIMIT, "60s", "idle client connection");
    private final Key<Duration> body = key("body", LIMIT, "30s", "silence inside a request body");
    private final Key<Long> bodyRate =
            key("bodyRate", RATE, "240B/s", "minimum after the first 10 s of a request body");
    private final Key<Duration> write =
            key("write", LIMIT, "30s", "client takes no byte of a response");
    private final Key<Duration> request = key("request", LIMIT, "off", "total age of one exchange");
    private final Key<Duration> connect = key("connect", LIMIT, "5s", "to an endpoint");
    private final Key<Duration> response =
            key("response", LIMIT, "60s", "request sent to first response byte");
    private final Key<Duration> stall =
            key("stall", LIMIT, "60s", "endpoint silent inside a response body");
    private final Key<Duration> stream =
            key("stream", LIMIT, "1h", "silence on event streams (replaces stall)");
    private final Key<Duration> tunnel =
            key("tunnel", LIMIT, "10m", "silence on upgraded connections");
    private final Key<Duration> connectionAge =
            key("connectionAge", LIMIT, "1h", "HTTP/2 connection age, ± 10 %, then a GOAWAY");
    private final Key<Duration> drain =
            key("drain", DRAIN, "30s", "reload, stop, endpoint drain; then open exchanges are cut");

    private TimeoutsBlock(boolean defaults) {
        // Before the fields below, whose initializers look at it.
        this.defaults = defaults;
        super();
    }

    /** Every timeout, defaults filled in. */
    static Form<Timeouts> complete() {
        var block = new TimeoutsBlock(true);
        return Block.of(block.keys(), fields -> block.over(fields, Timeouts.DEFAULT));
    }

    /** Those that a route says differently. */
    static Form<Overrides> overrides() {
        var block = new TimeoutsBlock(false);
        return Block.of(block.keys(), fields -> base -> block.over(fields, base));
    }

    /** What a route says differently. */
    interface Overrides {
        Timeouts over(Timeouts base);
    }

    private List<Key<?>> keys() {
        return List.of(
                handshake,
                header,
                keepAlive,
                body,
                bodyRate,
                write,
                request,
                connect,
                response,
                stall,
                stream,
                tunnel,
                connectionAge,
                drain);
    }

    private Timeouts over(Fields fields, Timeouts base) {
        return new Timeouts(
                fields.find(handshake).orElse(base.handshake()),
                fields.find(header).orElse(base.header()),
                fields.find(keepAlive).orElse(base.keepAlive()),
                fields.find(body).orElse(base.body()),
                fields.find(bodyRate).orElse(base.bodyRate()),
                fields.find(write).orElse(base.write()),
                fields.find(request).orElse(base.request()),
                fields.find(connect).orElse(base.connect()),
                fields.find(response).orElse(base.response()),
                fields.find(stall).orElse(base.stall()),
                fields.find(stream).orElse(base.stream()),
                fields.find(tunnel).orElse(base.tunnel()),
                fields.find(connectionAge).orElse(base.connectionAge()),
                fields.find(drain).orElse(base.drain()));
    }

    private <T> Key<T> key(String name, Form<T> form, String standard, String meaning) {
        return defaults
                ? Key.of(name, form, standard, meaning)
                : Key.optional(name, form, "as for all routes", meaning);
    }
}
