package dev.quaygate.acme.stepca;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quaygate.acme.Answers;
import dev.quaygate.acme.KeyChangeFailed;
import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.RealLife;
import dev.quaygate.acme.RenewalRule;
import dev.quaygate.acme.bind.BindServer;
import dev.quaygate.acme.client.RevocationReason;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.acme.pebble.TestTool;
import dev.quaygate.acme.pebble.TlsAlpn01Server;
import dev.quaygate.acme.store.FileStore;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C1, C3, C8: the same client at an authority that is neither Boulder nor Pebble. */
final class StepCaXIT {
    private static final String ZONE = "www A 127.0.0.1\nshop A 127.0.0.1";
    private static final String NAME = "www.ex.test";

    /** Long enough for a slow machine to renew in, short enough to wait for. */
    private static final Duration LIFE = Duration.ofSeconds(60);

    @TempDir private Path directory;

    private BindServer bind;
    private Http01Server http;
    private TlsAlpn01Server tls;
    private StepCaServer ca;
    private FileStore store;
    private RealLife life;

    @BeforeEach
    void start() throws Exception {
        String missing = TestTool.missing("step-ca");
        assumeTrue(missing.isEmpty(), missing);
        int port = PebbleServer.freePorts(1).getFirst();
        bind = BindServer.start(BindServer.at("127.0.0.1", port), Map.of("ex.test", ZONE));
        http = new Http01Server();
        tls = new TlsAlpn01Server();
        var ports = new StepCaServer.Ports(http.port(), tls.port());
        ca = StepCaServer.start("ex.test", LIFE, ports, bind.authority());
        store = FileStore.open(directory, 3);
        life = new RealLife(store, ca.root(), new Answers(http, tls));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {life, store, ca, tls, http, bind}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private void configure(List<String> names, ChallengeType type) {
        var issuer = Issuer.Acme.of("step", ca.directory());
        life.configure(RealLife.policy(issuer, names, new RenewalRule.At(1 / 3.0), type));
    }

    @Test
    void issuesByHttp01AndRenewsBeforeTheEnd() throws Exception {
        configure(List.of(NAME, "shop.ex.test"), ChallengeType.HTTP_01);
        ManagedCertificate first = life.next(NAME);
        assertThat(first.names()).containsExactlyInAnyOrder(NAME, "shop.ex.test");
        X509Certificate leaf = first.key().leaf();
        leaf.verify(first.key().chain().get(1).getPublicKey());

        ManagedCertificate second = life.next(NAME);

        assertThat(second.generation()).isEqualTo(2);
        assertThat(Instant.now()).isBefore(leaf.getNotAfter().toInstant());
        assertThat(second.key().leaf().getPublicKey()).isNotEqualTo(leaf.getPublicKey());
        assertThat(life.manager().status(NAME).orElseThrow().failures()).isZero();
    }

    @Test
    void issuesByTlsAlpn01() throws Exception {
        configure(List.of(NAME), ChallengeType.TLS_ALPN_01);

        assertThat(life.next(NAME).names()).containsExactly(NAME);
    }

    @Test
    void revokesAndGetsACertificateWithAnotherKey() throws Exception {
        configure(List.of(NAME), ChallengeType.HTTP_01);
        ManagedCertificate first = life.next(NAME);
        assertThat(ca.isRevoked(first.key().leaf())).isFalse();

        life.manager().revoke(NAME, RevocationReason.KEY_COMPROMISE);

        assertThat(ca.isRevoked(first.key().leaf())).isTrue();
        ManagedCertificate second = life.next(NAME);
        assertThat(second.key().leaf().getPublicKey())
                .isNotEqualTo(first.key().leaf().getPublicKey());
        assertThat(ca.isRevoked(second.key().leaf())).isFalse();
    }

    @Test
    void keepsItsKeyWhereAnAuthorityCannotChangeIt() throws Exception {
        configure(List.of(NAME), ChallengeType.HTTP_01);
        life.next(NAME);

        // It answers 501 to keyChange.
        assertThatThrownBy(() -> life.manager().changeAccountKey("step"))
                .isInstanceOf(KeyChangeFailed.class)
                .hasMessageContaining("not implemented");

        assertThat(requireNonNull(life.renew(NAME).certificate()).generation()).isGreaterThan(1);
        assertThat(store.list("acme/")).noneMatch(key -> key.endsWith("key.next.pem"));
    }
}
