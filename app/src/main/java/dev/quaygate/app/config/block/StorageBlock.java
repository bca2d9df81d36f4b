package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.app.config.form.SecretForms;
import dev.quaygate.app.config.settings.FleetSettings;
import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.config.settings.StorageSettings;
import dev.quaygate.proxy.settings.InvalidSetting;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code storage:}: a directory, or an etcd that a fleet shares. */
final class StorageBlock {
    private static final Key<List<URI>> ENDPOINTS =
            Key.required("endpoints", Forms.list(Paths.url()), "client addresses of its members");
    private static final Key<String> PREFIX =
            Key.of(
                    "prefix",
                    Forms.text(
                            "prefix",
                            "/[A-Za-z0-9/._-]*[A-Za-z0-9._-]",
                            "write for example `/quaygate`, without a slash at the end"),
                    "/quaygate",
                    "start of all keys; one for each fleet");
    private static final Key<Path> CA =
            Key.optional(
                    "ca",
                    Paths.existing(),
                    "system roots",
                    "PEM roots that its HTTPS is checked against");
    private static final Key<Path> CERT =
            Key.optional("cert", Paths.existing(), "none", "PEM chain that we show");
    private static final Key<Path> KEY =
            Key.optional("key", SecretForms.keyFile(), "none", "PEM key of `cert`");
    private static final Key<String> USER =
            Key.optional("user", Forms.text("user name"), "none", "where etcd wants a login");
    private static final Key<Secret> PASSWORD =
            Key.optional("password", SecretForms.secret(), "none", "of `user`");
    private static final Key<Duration> LEASE_TTL =
            Key.of(
                    "leaseTtl",
                    Forms.duration(Duration.ofSeconds(2), Duration.ofMinutes(10)),
                    "15s",
                    "a node that is silent this long loses its orders to others");

    private static final Key<Path> FILE =
            Key.of(
                    "file",
                    Paths.file(),
                    "/var/lib/quaygate",
                    "directory, one node each; with etcd, of the local copy");
    private static final Key<FleetSettings> ETCD =
            Key.optional(
                    "etcd",
                    Block.of(
                            List.of(ENDPOINTS, PREFIX, CA, CERT, KEY, USER, PASSWORD, LEASE_TTL),
                            StorageBlock::fleet),
                    "none",
                    "store that the machines of a fleet share");
    private static final Key<Integer> KEEP =
            Key.of("keepGenerations", Forms.integer(1, 100), "3", "certificates kept per name set");

    static final Form<StorageSettings> FORM =
            Forms.choice(
                    new Block<>(
                            List.of(FILE, ETCD, KEEP),
                            List.of("encryptionKey"),
                            fields ->
                                    new StorageSettings(
                                            fields.get(FILE),
                                            fields.get(KEEP),
                                            fields.find(ETCD).orElse(null))),
                    Forms.map(
                            Forms.text("storage", "file:/.+", "write `file:/path` or a mapping"),
                            text -> new StorageSettings(Path.of(text.substring(5)), 3, null)));

    private StorageBlock() {}

    private static FleetSettings fleet(Fields fields) {
        List<URI> endpoints = fields.get(ENDPOINTS);
        requireTogether("cert", fields.find(CERT), "key", fields.find(KEY));
        requireTogether("user", fields.find(USER), "password", fields.find(PASSWORD));
        boolean known = fields.find(CERT).isPresent() || fields.find(USER).isPresent();
        requireSafe(endpoints, known);
        return new FleetSettings(
                endpoints,
                fields.get(PREFIX),
                fields.find(CA).orElse(null),
                fields.find(CERT).orElse(null),
                fields.find(KEY).orElse(null),
                fields.find(USER).orElse(null),
                fields.find(PASSWORD).orElse(null),
                fields.get(LEASE_TTL));
    }

    /**
     * Private keys travel to it, and whoever it lets in can read them.
     *
     * @param known whether we show who we are
     */
    private static void requireSafe(List<URI> endpoints, boolean known) {
        if (endpoints.isEmpty()) {
            throw new InvalidSetting("endpoints", "at least one address is needed");
        }
        if (endpoints.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new InvalidSetting("endpoints", "all with https or all with http");
        }
        if (endpoints.stream().allMatch(StorageBlock::isThisMachine)) {
            return;
        }
        if ("http".equals(endpoints.getFirst().getScheme())) {
            throw new InvalidSetting(
                    "endpoints",
                    "private keys travel to etcd on another machine: write `https`, and `ca` for"
                            + " an authority of your own");
        }
        if (!known) {
            throw new InvalidSetting(
                    "endpoints",
                    "etcd on another machine must know who asks: write `cert` and `key`, or `user`"
                            + " and `password`");
        }
    }

    /** Names other than {@code localhost} may lead anywhere. */
    private static boolean isThisMachine(URI endpoint) {
        String host = endpoint.getHost().replaceAll("[\\[\\]]", "");
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static void requireTogether(
            String one, Optional<?> first, String other, Optional<?> second) {
        if (first.isPresent() != second.isPresent()) {
            throw new InvalidSetting(other, "`" + one + "` and `" + other + "` go together");
        }
    }
}
