package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Endpoints;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.proxy.settings.HealthCheck;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.PoolSettings.Dns;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import dev.quaygate.proxy.settings.QueueSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One entry of {@code pools:}. Its name is set by the caller. */
final class PoolBlock {
    private static final Key<List<EndpointSettings>> TO =
            Key.required(
                    "to",
                    Endpoints.list(),
                    "its endpoints: port, host:port, unix:/path; h2c://host:port or h2c+unix:/path for gRPC");
    private static final Key<Optional<HealthCheck>> HEALTH =
            Key.of("health", HealthBlock.FORM, "off", "active check of every endpoint");
    private static final Key<Optional<QueueSettings>> QUEUE =
            Key.of(
                    "queue",
                    QueueBlock.FORM,
                    "off",
                    "requests wait while no endpoint can take them");

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
                    keys(),
                    List.of("maxRequests", "slowStart", "panic", "tls", "proxyProtocol"),
                    PoolBlock::build);

    private PoolBlock() {}

    private static List<Key<?>> keys() {
        var keys = new ArrayList<Key<?>>(List.of(TO, HEALTH, QUEUE));
        keys.addAll(PoolKeys.ALL);
        keys.add(DNS);
        return keys;
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
        PoolKeys.Common common = PoolKeys.of(fields);
        return new PoolSettings(
                "unnamed",
                endpoints,
                common.selection(),
                health.orElse(null),
                common.passive(),
                common.connections(),
                common.retry(),
                common.hostHeader(),
                fields.get(DNS),
                false,
                fields.get(QUEUE).orElse(null));
    }
}
