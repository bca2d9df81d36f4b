package dev.quaygate.acme.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.etcd.EtcdPki;
import dev.quaygate.acme.etcd.EtcdServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STO-7: a real etcd that wants TLS, a certificate or a login, and does not get what it wants. */
final class EtcdAccessXIT {
    private static final String SET = StoreContract.SET;
    private static final String PASSWORD = "correct horse";
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir private Path directory;

    private final List<EtcdStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(EtcdStore::close);
    }

    private EtcdStore open(
            EtcdServer etcd, @Nullable SSLContext tls, EtcdSettings.@Nullable Login login) {
        List<URI> endpoints = etcd.endpoints();
        var settings =
                new EtcdSettings(endpoints, "/quaygate", tls, login, EtcdSettings.DEFAULT_TTL);
        EtcdStore store = EtcdStore.open(settings, directory.resolve("node"), "node", 3);
        stores.add(store);
        return store;
    }

    private void reopened(EtcdStore store) {
        store.close();
        stores.remove(store);
    }

    private static void publish(EtcdStore store, int content) {
        try (Lease lease = store.lease(SET).orElseThrow()) {
            int _ = store.publish(lease, StoreContract.files(content));
        }
    }

    private EtcdServer tlsServer(EtcdPki pki, EtcdPki.Identity server) throws IOException {
        return EtcdServer.withTls(
                server.chainFile(directory), server.keyFile(directory), pki.rootFile(directory));
    }

    private static SSLContext tls(EtcdPki trusted, EtcdPki.@Nullable Identity client)
            throws GeneralSecurityException, IOException {
        return EtcdTls.context(
                trusted.root(),
                client == null ? null : client.chain(),
                client == null ? null : client.key());
    }

    // ---- TLS ----

    @Test
    void worksWithAClientCertificateAndIsToldOfChanges() throws Exception {
        var pki = new EtcdPki();
        try (EtcdServer etcd = tlsServer(pki, pki.identity(DAY))) {
            EtcdStore store = open(etcd, tls(pki, pki.identity(DAY)), null);
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            try (Subscription _ = store.watch("challenges/", new StoreContract.Recorder(seen))) {
                store.probe();
                publish(store, 1);
                store.put("challenges/x", StoreContract.text("x"));

                assertThat(StoreContract.next(seen)).isEqualTo("challenges/x=x");
                assertThat(store.load(SET).whole()).hasSize(1);
            }
        }
    }

    @Test
    void aCertificateThatIsMissingOrNotTrustedOrExpiredIsSaidAtTheStart() throws Exception {
        var pki = new EtcdPki();
        var stranger = new EtcdPki();
        try (EtcdServer etcd = tlsServer(pki, pki.identity(DAY))) {
            assertStated(etcd, tls(pki, null), "cert");
            assertStated(etcd, tls(stranger, pki.identity(DAY)), "path");
            assertStated(etcd, tls(pki, stranger.identity(DAY)), "cert");
        }
        try (EtcdServer etcd = tlsServer(pki, pki.identity(Duration.ofDays(-1)))) {
            assertStated(etcd, tls(pki, pki.identity(DAY)), "path");
        }
    }

    private void assertStated(EtcdServer etcd, SSLContext tls, String what) {
        long before = System.nanoTime();
        assertThatThrownBy(() -> open(etcd, tls, null))
                .isInstanceOf(StoreProblem.class)
                .hasMessageContaining("QG6001 etcd does not let us in")
                .hasMessageContaining(what)
                .hasMessageContaining("storage.etcd.ca");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    // ---- login ----

    @Test
    void logsInAgainWhenItsTokenIsForgotten() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            etcd.demandLogin("edge", PASSWORD, "/quaygate");
            EtcdStore store = open(etcd, null, new EtcdSettings.Login("edge", PASSWORD));
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            try (Subscription _ = store.watch("challenges/", new StoreContract.Recorder(seen))) {
                publish(store, 1);

                // Tokens are in its memory only.
                etcd.kill();
                etcd.restart();

                publish(store, 2);
                store.putFor(Duration.ofHours(1), "challenges/x", StoreContract.text("x"));
                assertThat(StoreContract.next(seen)).isEqualTo("challenges/x=x");
                assertThat(store.load(SET).whole()).hasSize(2);
            }
        }
    }

    @Test
    void logsInAgainAfterATimeWithoutARequest() throws Exception {
        try (EtcdServer etcd = EtcdServer.with("--auth-token-ttl", "1")) {
            etcd.demandLogin("edge", PASSWORD, "/quaygate");
            EtcdStore store = open(etcd, null, new EtcdSettings.Login("edge", PASSWORD));
            publish(store, 1);

            // Each use gives a token another second: its end is seen in what etcd says.
            awaitLog(etcd, "deleted a simple token");

            publish(store, 2);
            assertThat(store.load(SET).whole()).hasSize(2);
        }
    }

    private static void awaitLog(EtcdServer etcd, String text) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!etcd.log(0).contains(text)) {
            assertThat(System.nanoTime()).as("waited too long: " + text).isLessThan(end);
            Thread.sleep(20); // no event tells it
        }
    }

    @Test
    void aWrongPasswordIsSaidAtTheStartAndNeverShown() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            etcd.demandLogin("edge", PASSWORD, "/quaygate");

            assertThatThrownBy(() -> open(etcd, null, new EtcdSettings.Login("edge", "wrong one")))
                    .isInstanceOf(StoreProblem.class)
                    .hasMessageContaining("QG6001 etcd does not let us in")
                    .hasMessageContaining("storage.etcd.user and password")
                    .hasMessageNotContaining("wrong one");
            assertThatThrownBy(() -> open(etcd, null, null))
                    .hasMessageContaining("it wants a login");
        }
    }

    @Test
    void aUserWithoutRightsIsToldWhichRoleIsMissing() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            etcd.demandLogin("edge", PASSWORD, "/other");

            assertThatThrownBy(() -> open(etcd, null, new EtcdSettings.Login("edge", PASSWORD)))
                    .hasMessageContaining("QG6001 etcd does not let us in")
                    .hasMessageContaining("below storage.etcd.prefix");
        }
    }

    @Test
    void aLoginWhereNoneIsWantedIsSaid() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            assertThatThrownBy(() -> open(etcd, null, new EtcdSettings.Login("edge", PASSWORD)))
                    .hasMessageContaining("QG6001")
                    .hasMessageContaining("authentication is not enabled");
        }
    }

    @Test
    void servesWhatItKnowsWhileItsPasswordIsRefusedAlsoAfterARestart() throws Exception {
        try (EtcdServer etcd = EtcdServer.start()) {
            EtcdStore before = open(etcd, null, null);
            publish(before, 1);
            etcd.demandLogin("edge", PASSWORD, "/quaygate");

            assertServes(before);
            reopened(before);
            EtcdStore after = open(etcd, null, new EtcdSettings.Login("edge", "wrong one"));
            assertServes(after);
            reopened(after);

            EtcdStore mended = open(etcd, null, new EtcdSettings.Login("edge", PASSWORD));
            publish(mended, 2);
        }
    }

    private static void assertServes(EtcdStore store) {
        assertThat(store.load(SET).whole()).hasSize(1);
        assertThatThrownBy(store::probe).hasMessageContaining("QG6001");
        assertThatThrownBy(() -> store.lease(SET)).isInstanceOf(StoreUnreachable.class);
    }
}
