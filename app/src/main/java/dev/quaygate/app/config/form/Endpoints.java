package dev.quaygate.app.config.form;

import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import java.util.List;
import java.util.regex.Pattern;

/** What {@code to} may be. */
public final class Endpoints {
    /** What a pool may be called; never what an endpoint looks like. */
    public static final String POOL_NAME = "[A-Za-z][A-Za-z0-9_-]{0,62}";

    private static final Pattern POOL = Pattern.compile(POOL_NAME);
    private static final Form<EndpointAddress> ADDRESS =
            new ScalarForm<>(
                    "endpoint",
                    "an endpoint",
                    "QG1014",
                    Schemas.textOrNumber(),
                    (scalar, _) -> {
                        if (scalar.text().matches(POOL_NAME)) {
                            throw new Refused(
                                    "QG1014",
                                    Shapes.shown(scalar.text()) + " has no port",
                                    "write `" + scalar.text() + ":PORT`");
                        }
                        return Addresses.endpoint(scalar.text());
                    });
    private static final Key<EndpointAddress> AT =
            Key.required("address", ADDRESS, "where it listens");
    private static final Key<Integer> WEIGHT =
            Key.of("weight", Forms.integer(1, 1000), "1", "share of requests");
    private static final Form<EndpointSettings> ENDPOINT =
            Forms.choice(
                    new Block<>(
                            List.of(AT, WEIGHT),
                            List.of("backup", "maxRequests"),
                            fields -> new EndpointSettings(fields.get(AT), fields.get(WEIGHT))),
                    Forms.map(ADDRESS, address -> new EndpointSettings(address, 1)));

    private Endpoints() {}

    /** The endpoints of a pool, at least one. */
    public static Form<List<EndpointSettings>> list() {
        return Forms.map(Forms.list(ENDPOINT), Endpoints::notEmpty);
    }

    /** What a route forwards to. */
    public sealed interface Target {
        /** The pool of that name. */
        record Named(String pool) implements Target {}

        /** Endpoints without a name. */
        record Nameless(List<EndpointSettings> endpoints) implements Target {}
    }

    /** The name of a pool, or endpoints. */
    public static Form<Target> target() {
        Form<Target> name =
                new ScalarForm<>(
                        "pool name",
                        "a pool name",
                        "QG1020",
                        Schemas.textOrNumber(),
                        (scalar, _) -> named(scalar.text()));
        Form<Target> list = Forms.map(list(), Target.Nameless::new);
        return Forms.choice(name, list);
    }

    private static Target named(String text) {
        if (POOL.matcher(text).matches()) {
            return new Target.Named(text);
        }
        if (text.contains("@")) {
            throw new Refused(
                    "QG1014",
                    Shapes.shown(text) + " is not supported by this version",
                    "use the admin endpoint's own address");
        }
        return new Target.Nameless(List.of(new EndpointSettings(Addresses.endpoint(text), 1)));
    }

    private static List<EndpointSettings> notEmpty(List<EndpointSettings> endpoints) {
        if (endpoints.isEmpty()) {
            throw new Refused("QG1018", "an empty list of endpoints", "write at least one");
        }
        long distinct = endpoints.stream().map(EndpointSettings::address).distinct().count();
        if (distinct != endpoints.size()) {
            throw new Refused("QG1022", "an endpoint stands twice", "use `weight` instead");
        }
        return endpoints;
    }
}
