package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Endpoints;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.proxy.settings.HealthCheck;
import dev.quaygate.proxy.settings.PassiveHealth;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.PoolSettings.Connections;
import dev.quaygate.proxy.settings.PoolSettings.Dns;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import dev.quaygate.proxy.settings.PoolSettings.HostHeader;
import dev.quaygate.proxy.settings.RetryPolicy;
import dev.quaygate.proxy.settings.SelectionPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One entry of {@code pools:}. Its name is set by the caller. */
final class PoolBlock {
    private static final Key<List<EndpointSettings>> TO =
            Key.required("to", Endpoints.list(), "its endpoints");
    private static final Key<SelectionPolicy> BALANCE =
            Key.of(
                    "balance",
                    Forms.words(policies(), List.of("hash", "sticky")),
                    "powerOfTwo",
                    "how an endpoint is picked");
    private static final Key<Optional<HealthCheck>> HEALTH =
            Key.of("health", HealthBlock.FORM, "off", "active check of every endpoint");
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
                            PoolBlock::hostHeader),
                    "preserve",
                    "preserve, endpoint, or a literal host");

    private static final Key<Duration> MIN =
            Key.of("min", Forms.duration(), "5s", "not looked up more often");
    private static final Key<Duration> MAX =
            Key.of("max", Forms.duration(), "60s", "looked up at least this often");
    private static final Key<Dns> DNS =
            Key.block(
                    "dns",
                    new Block<>(
                            List.of(MIN, MAX),
                            List.of("family"),
                            fields -> new Dns(fields.get(MIN), fields.get(MAX))),
                    "names of endpoints are resolved again by TTL within these bounds");

    static final Form<PoolSettings> FORM =
            new Block<>(
                    List.of(TO, BALANCE, HEALTH, PASSIVE, CONNECTIONS, RETRIES, HOST_HEADER, DNS),
                    List.of("maxRequests", "queue", "slowStart", "panic", "tls", "proxyProtocol"),
                    PoolBlock::build);

    private PoolBlock() {}

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

    private static PoolSettings build(Fields fields) {
        List<EndpointSettings> endpoints = fields.get(TO);
        Optional<HealthCheck> health = fields.get(HEALTH);
        if (endpoints.size() > 1 && health.isEmpty()) {
            fields.reading()
                    .problems()
                    .warning(
                            "QG1104",
                            fields.place(TO),
                            fields.node().path(),
                            "a pool of " + endpoints.size() + " endpoints without a health check")
                    .hint("add `health: /path`");
        }
        return new PoolSettings(
                "unnamed",
                endpoints,
                fields.get(BALANCE),
                health.orElse(null),
                fields.get(PASSIVE).orElse(null),
                fields.get(CONNECTIONS),
                fields.get(RETRIES),
                fields.get(HOST_HEADER),
                fields.get(DNS));
    }
}
