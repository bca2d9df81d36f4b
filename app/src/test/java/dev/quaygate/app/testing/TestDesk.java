package dev.quaygate.app.testing;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.IssuerStatus;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.acme.client.RevocationReason;
import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.app.events.EventHub;
import dev.quaygate.app.state.CertificateDesk;
import dev.quaygate.app.state.Desk;
import dev.quaygate.app.state.Phase;
import dev.quaygate.app.state.ReloadResult;
import dev.quaygate.app.state.Reloads;
import dev.quaygate.app.state.Running;
import dev.quaygate.app.state.Traffic;
import dev.quaygate.app.state.Trigger;
import dev.quaygate.proxy.listener.BindFailure;
import dev.quaygate.proxy.server.ProxyServer;
import dev.quaygate.proxy.settings.ProcessSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A process that has not begun to serve: no certificates, one route, reloads refused. */
public final class TestDesk implements AutoCloseable {
    private static final String YAML = "routes: [{name: a, host: localhost, to: 3000}]\n";

    private final FakeApps apps = new FakeApps();
    private final EventHub events = new EventHub(InstantSource.system());
    private volatile Phase phase = Phase.STARTING;
    private final ProxyServer proxy =
            new ProxyServer(
                    new ProcessSettings(1, ProcessSettings.Transport.NIO),
                    InstantSource.system(),
                    new Random(7));

    /** What an admin endpoint is given. */
    public Desk desk() {
        return new Desk(
                "1.2.3",
                Instant.now(),
                InstantSource.system(),
                proxy,
                new NoCertificates(),
                apps,
                new NoReloads(),
                () -> phase,
                new Traffic(),
                events);
    }

    /** The apps that it is asked about. */
    public FakeApps apps() {
        return apps;
    }

    /** Serves from now on, on a free port. */
    public void serve() throws BindFailure {
        String yaml =
                """
                listen: {http: ["127.0.0.1:0"], https: off}
                routes: [{host: localhost, to: 3000, tls: off}]
                """;
        Loaded loaded =
                ConfigLoader.load(ConfigRequest.of(Path.of("test.yaml"), Map.of()).with(yaml));
        proxy.start(((Loaded.Good) loaded).configuration().proxy(), 1);
        phase = Phase.READY;
    }

    @Override
    public void close() {
        proxy.close();
    }

    private static final class NoReloads implements Reloads {
        private final Running running =
                new Running(
                        1,
                        Instant.now(),
                        Trigger.START,
                        ((Loaded.Good) load()).configuration(),
                        List.of(),
                        List.of());

        private static Loaded load() {
            return ConfigLoader.load(ConfigRequest.of(Path.of("test.yaml"), Map.of()).with(YAML));
        }

        @Override
        public Running running() {
            return running;
        }

        @Override
        public ReloadResult reload(Trigger trigger) {
            return new ReloadResult.Invalid(running, List.of());
        }

        @Override
        public Loaded check(@Nullable String text) {
            return load();
        }

        @Override
        public Counts counts() {
            return new Counts(0, 0, 0);
        }
    }

    private static final class NoCertificates implements CertificateDesk {
        @Override
        public List<CertificateStatus> statuses() {
            return List.of();
        }

        @Override
        public Optional<CertificateStatus> status(String idOrName) {
            return Optional.empty();
        }

        @Override
        public List<TimelineEntry> timeline(String idOrName) {
            return List.of();
        }

        @Override
        public CompletableFuture<CertificateStatus> renew(String idOrName, boolean force) {
            throw new IllegalArgumentException("no certificate is configured for " + idOrName);
        }

        @Override
        public CertificateStatus revoke(String idOrName, RevocationReason reason) {
            throw new IllegalArgumentException("no certificate is called " + idOrName);
        }

        @Override
        public List<String> prune() {
            return List.of();
        }

        @Override
        public boolean forget(String idOrName) {
            return false;
        }

        @Override
        public void changeAccountKey(String issuer) {
            throw new IllegalArgumentException("no route uses an issuer called " + issuer);
        }

        @Override
        public List<IssuerStatus> issuers() {
            return List.of();
        }

        @Override
        public Optional<String> pem(String id) {
            return Optional.empty();
        }

        @Override
        public String rootPem() {
            return "";
        }
    }
}
