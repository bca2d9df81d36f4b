package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateManager;
import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.LifecycleSettings;
import dev.quaygate.acme.challenge.Dns01Solver;
import dev.quaygate.acme.ondemand.Permission;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.proxy.tls.CertificateCatalog;
import dev.quaygate.proxy.tls.Challenges;
import dev.quaygate.proxy.tls.MissingCertificates.Answer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C13 C14: from a handshake to its certificate, with our own authority as the issuer. */
final class OnDemandCertificatesTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final String ON =
            """
            certificates:
              issuers: [internal]
              internal: {names: ["*.example.com"]}
              keepUnused: 10d
              onDemand: {ask: "http://127.0.0.1:9000/allowed", wait: 1m}
            routes:
              - {host: "*", onDemand: true, respond: {status: 200}}
            """;
    private static final String OFF =
            """
            certificates: {issuers: [internal], internal: {names: ["*.example.com"]}}
            routes:
              - {host: "*", respond: {status: 200}}
            """;

    @TempDir private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final InstantSource clock = now::get;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private CertificateCatalog catalog = new CertificateCatalog();
    private CertificateStore store;
    private CertificateManager manager;
    private OnDemandCertificates onDemand;

    @BeforeEach
    void start() throws Exception {
        store = FileStore.open(directory, 3);
        catalog = new CertificateCatalog();
        var authority = new Authority(store, clock, new Random(7));
        authority.configure(configuration(ON).certificates().internal());
        var bridge =
                new CertificateBridge(
                        catalog,
                        new Placeholders(catalog, clock),
                        (id, entry) -> onDemand.recorded(id, entry),
                        _ -> {});
        manager =
                new CertificateManager(
                        new CertificateManager.Environment(
                                store,
                                _ -> {
                                    throw new IllegalStateException("no public authority here");
                                },
                                authority,
                                new ChallengeBridge(new Challenges()),
                                bridge,
                                clock,
                                new Random(7),
                                new Dns01Solver(store),
                                null));
        onDemand = new OnDemandCertificates(manager, catalog, store, clock, _ -> permission());
        configure(ON);
    }

    @AfterEach
    void stop() {
        onDemand.close();
        manager.close();
        store.close();
    }

    @Test
    void anAllowedNameIsServedWhenTheWaitEndsAndAskedForOnce() throws InterruptedException {
        assertThat(onDemand.isOnDemand("good.example.com")).isTrue();

        assertThat(onDemand.obtain("good.example.com", CLIENT)).isEqualTo(new Answer.Here());

        assertThat(catalog.find("good.example.com")).isPresent();
        assertThat(onDemand.obtain("good.example.com", CLIENT)).isEqualTo(new Answer.Here());
        assertThat(asked).containsExactly("good.example.com");
        assertThat(onDemand.view().sets()).containsExactly(status("good.example.com").id());
    }

    @Test
    void aNameWithTwoKindsOfKeysIsAskedForOnceAndLetGoAsOne() throws InterruptedException {
        configure(ON.replace("keepUnused: 10d", "keepUnused: 10d\n  keyType: [p256, rsa2048]"));

        assertThat(onDemand.obtain("good.example.com", CLIENT)).isEqualTo(new Answer.Here());

        assertThat(asked).containsExactly("good.example.com");
        assertThat(manager.statuses("good.example.com"))
                .extracting(CertificateStatus::keyType)
                .containsExactly("p256", "rsa2048");
        assertThat(onDemand.view().sets()).hasSize(2);

        now.updateAndGet(at -> at.plus(Duration.ofDays(11)));
        onDemand.review();
        now.updateAndGet(at -> at.plus(Duration.ofDays(11)));
        onDemand.review();
        assertThat(onDemand.view().sets()).isEmpty();
    }

    @Test
    void aDeniedNameIsNoneOfOursAndNothingIsKept() throws InterruptedException {
        assertThat(onDemand.obtain("bad.example.com", CLIENT)).isInstanceOf(Answer.NotOurs.class);

        assertThat(manager.statuses()).isEmpty();
        assertThat(onDemand.view().sets()).isEmpty();
    }

    @Test
    void whatClientsBroughtIsWantedAgainAfterARestartWithoutAQuestion() throws Exception {
        onDemand.obtain("good.example.com", CLIENT);
        stop();
        start();

        assertThat(status("good.example.com").state()).isEqualTo(State.OK);
        assertThat(catalog.find("good.example.com")).isPresent();
        assertThat(onDemand.view().sets()).hasSize(1);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aReloadWithoutOnDemandKeepsCertificatesAndGivesNoNewOnes() throws InterruptedException {
        onDemand.obtain("good.example.com", CLIENT);

        configure(OFF);

        assertThat(onDemand.isOnDemand("good.example.com")).isFalse();
        assertThat(manager.statuses())
                .extracting(CertificateStatus::state)
                .containsExactly(State.UNUSED);
        assertThat(onDemand.obtain("good2.example.com", CLIENT)).isInstanceOf(Answer.NotOurs.class);
        configure(ON);
        assertThat(status("good.example.com").state()).isNotEqualTo(State.UNUSED);
        assertThat(catalog.find("good.example.com")).isPresent();
        assertThat(asked).hasSize(1);
    }

    @Test
    void aNameThatNoClientAsksForWithinKeepUnusedIsNotRenewedAnyMore() throws InterruptedException {
        onDemand.obtain("good.example.com", CLIENT);
        now.updateAndGet(at -> at.plus(Duration.ofDays(10)).minusSeconds(1));
        onDemand.review();
        assertThat(onDemand.view().sets()).hasSize(1);

        now.updateAndGet(at -> at.plusSeconds(1));
        onDemand.review();

        assertThat(onDemand.view().sets()).isEmpty();
        assertThat(manager.statuses())
                .extracting(CertificateStatus::state)
                .containsExactly(State.UNUSED);
    }

    private Permission permission() {
        return name -> {
            asked.add(name);
            return name.startsWith("good")
                    ? new Permission.Answer.Allowed()
                    : new Permission.Answer.Denied(403);
        };
    }

    private void configure(String yaml) {
        onDemand.configure(
                configuration(yaml),
                brought -> manager.configure(LifecycleSettings.defaults(), List.of(), brought));
    }

    private CertificateStatus status(String name) {
        return manager.status(name).orElseThrow();
    }

    private static Configuration configuration(String yaml) {
        Loaded loaded =
                ConfigLoader.load(
                        new ConfigRequest(
                                Path.of("/nonexistent/quaygate.yaml"), yaml, Map.of(), List.of()));
        return ((Loaded.Good) loaded).configuration();
    }
}
