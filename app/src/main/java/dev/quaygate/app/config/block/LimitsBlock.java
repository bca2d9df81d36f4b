package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Forms.Rate;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.proxy.settings.Limits;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/** {@code listen.limits:}. */
final class LimitsBlock {
    private static final long FILES_FOR_OURSELVES = 256;
    private static final Form<Long> COUNT =
            Forms.choice(Forms.off(Limits.OFF), Forms.map(number(), Integer::longValue));
    private static final Rate NO_RATE = new Rate(Integer.MAX_VALUE, Duration.ofSeconds(1));
    private static final Key<Long> CONNECTIONS =
            Key.of(
                    "connections",
                    Forms.choice(Forms.word("auto", 0L), Forms.map(number(), Integer::longValue)),
                    "auto",
                    "client connections in all; above it the one idle longest makes room for a new one;"
                            + " auto = (file limit - 256) / 2");
    private static final Key<Long> PER_ADDRESS =
            Key.of("connectionsPerAddress", COUNT, "1000", "per IPv4 address or IPv6 /64");
    private static final Key<Rate> HANDSHAKES =
            Key.of(
                    "handshakesPerAddress",
                    Forms.choice(Forms.off(NO_RATE), Forms.rate()),
                    "50/1s",
                    "TLS connections that one IPv4 address or IPv6 /64 may open");
    private static final Key<Long> TARGET =
            Key.of("requestTarget", Forms.size(64, 32 << 10), "8KiB", "above: 414");
    private static final Key<Long> HEADER_BYTES =
            Key.of("headerBytes", Forms.size(512, 32 << 10), "16KiB", "above: 431");
    private static final Key<Integer> HEADER_FIELDS =
            Key.of("headerFields", Forms.integer(8, 1000), "100", "above: 431");
    private static final Key<Long> BODY =
            Key.of("bodyBytes", sizeOrOff(), "off", "above: 413; a route's maxBody wins");
    private static final Key<Integer> STREAMS =
            Key.of(
                    "streams",
                    Forms.integer(1, 10_000),
                    "100",
                    "concurrent HTTP/2 streams per connection");
    private static final Key<Rate> RESETS =
            Key.of("resets", Forms.rate(), "100/30s", "stream errors per connection, then GOAWAY");
    private static final Key<Long> BUFFER =
            Key.of(
                    "buffer",
                    Forms.size(4 << 10, 64 << 20),
                    "64KiB",
                    "high-water mark per direction and exchange (low-water half)");
    private static final Key<Long> REQUESTS =
            Key.of(
                    "requestsPerConnection",
                    COUNT,
                    "off",
                    "then the connection is closed gracefully");

    private static final Key<Long> MEMORY =
            Key.of(
                    "memory",
                    Forms.choice(
                            Forms.word("auto", 0L),
                            Forms.size(Limits.LEAST_MEMORY, Limits.OFF / 2)),
                    "auto",
                    "of all buffers; new work is refused from 92 %, reading stops at 95 %;"
                            + " auto = 3/4 of what the process may have");

    static final Form<Limits> FORM =
            Block.of(
                    List.of(
                            CONNECTIONS,
                            PER_ADDRESS,
                            HANDSHAKES,
                            TARGET,
                            HEADER_BYTES,
                            HEADER_FIELDS,
                            BODY,
                            STREAMS,
                            RESETS,
                            BUFFER,
                            REQUESTS,
                            MEMORY),
                    LimitsBlock::build);

    private LimitsBlock() {}

    /** A size that may be switched off. */
    static Form<Long> sizeOrOff() {
        return Forms.choice(Forms.off(Limits.OFF), Forms.size(0, Limits.OFF / 2));
    }

    private static Form<Integer> number() {
        return Forms.integer(1, Integer.MAX_VALUE);
    }

    private static Limits build(Fields fields) {
        long connections = fields.get(CONNECTIONS);
        Rate handshakes = fields.get(HANDSHAKES);
        return new Limits(
                connections == 0 ? byFileLimit() : connections,
                fields.get(PER_ADDRESS),
                handshakes == NO_RATE ? Limits.OFF : handshakes.count(),
                Math.toIntExact(handshakes.window().toSeconds()),
                fields.get(TARGET).intValue(),
                fields.get(HEADER_BYTES).intValue(),
                fields.get(HEADER_FIELDS),
                fields.get(BODY),
                fields.get(STREAMS),
                fields.get(RESETS).count(),
                Math.toIntExact(fields.get(RESETS).window().toSeconds()),
                fields.get(BUFFER).intValue(),
                fields.get(REQUESTS),
                fields.get(MEMORY));
    }

    /** Each client connection may need one to an endpoint. */
    private static long byFileLimit() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.UnixOperatingSystemMXBean machine
                ? Math.max(16, (machine.getMaxFileDescriptorCount() - FILES_FOR_OURSELVES) / 2)
                : Limits.OFF;
    }
}
