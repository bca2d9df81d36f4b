package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.proxy.settings.PassiveHealth;
import dev.quaygate.proxy.settings.PoolSettings.Connections;
import dev.quaygate.proxy.settings.PoolSettings.HostHeader;
import dev.quaygate.proxy.settings.RetryPolicy;
import dev.quaygate.proxy.settings.SelectionPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys that pools and apps have alike. */
final class PoolKeys {
    private static final Key<SelectionPolicy> BALANCE =
            Key.of(
                    "balance",
                    Forms.words(policies(), List.of("hash", "sticky")),
                    "powerOfTwo",
                    "how an endpoint is picked");
    private static final Key<Optional<PassiveHealth>> PASSIVE =
            Key.block("passive", PassiveBlock.FORM, "ejection by live traffic");

    private static final Key<Integer> IDLE =
            Key.of("idle", Forms.integer(0, 100_000), "256", "most idle ones per endpoint");
    private static final Key<Duration> IDLE_FOR =
            Key.of("idleFor", Forms.duration(), "60s", "below the endpoint's own keep-alive");
    private static final Key<Duration> MAX_AGE =
            Key.of("maxAge", Forms.duration(), "5m", "older ones are not used again");
    private static final Key<Connections> CONNECTIONS =
            Key.block(
                    "connections",
                    Block.of(
                            List.of(IDLE, IDLE_FOR, MAX_AGE),
                            fields ->
                                    new Connections(
                                            fields.get(IDLE),
                                            fields.get(IDLE_FOR),
                                            fields.get(MAX_AGE))),
                    "connections kept to an endpoint");
    private static final Key<RetryPolicy> RETRIES =
            Key.block("retries", RetryBlock.FORM, "when a request is tried again");
    private static final Key<HostHeader> HOST_HEADER =
            Key.of(
                    "hostHeader",
                    Forms.map(
                            Forms.text(
                                    "host",
                                    "[A-Za-z0-9.-]+(:[0-9]{1,5})?",
                                    "write `preserve`, `endpoint`, or a host"),
                            PoolKeys::hostHeader),
                    "preserve",
                    "preserve, endpoint, or a literal host");

    /** In the order of the reference. */
    static final List<Key<?>> ALL = List.of(BALANCE, PASSIVE, CONNECTIONS, RETRIES, HOST_HEADER);

    private PoolKeys() {}

    /**
     * What these keys say.
     *
     * @param passive null for off
     */
    record Common(
            SelectionPolicy selection,
            @Nullable PassiveHealth passive,
            Connections connections,
            RetryPolicy retry,
            HostHeader hostHeader) {}

    static Common of(Fields fields) {
        return new Common(
                fields.get(BALANCE),
                fields.get(PASSIVE).orElse(null),
                fields.get(CONNECTIONS),
                fields.get(RETRIES),
                fields.get(HOST_HEADER));
    }

    private static Map<String, SelectionPolicy> policies() {
        var policies = new LinkedHashMap<String, SelectionPolicy>();
        policies.put("powerOfTwo", new SelectionPolicy.PowerOfTwo());
        policies.put("roundRobin", new SelectionPolicy.RoundRobin());
        policies.put("leastRequests", new SelectionPolicy.LeastRequests());
        return policies;
    }

    private static HostHeader hostHeader(String text) {
        return switch (text) {
            case "preserve" -> HostHeader.PRESERVE;
            case "endpoint" -> HostHeader.ENDPOINT;
            default -> new HostHeader(HostHeader.Kind.LITERAL, text);
        };
    }
}
