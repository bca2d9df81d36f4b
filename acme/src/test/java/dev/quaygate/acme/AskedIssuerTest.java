package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CrashingDisk;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.store.KillPoints;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person names the issuer of one renewal; what is kept can be read without a manager. */
final class AskedIssuerTest {
    private static final String SHOP = "shop.example.com";
    private static final Issuer.Acme OTHER =
            Issuer.Acme.of("other", URI.create("https://other.test/directory"));

    @TempDir private Path directory;

    private final VirtualClock clock = new VirtualClock();
    private final FakeAuthority ca = new FakeAuthority(clock);
    private final FakeAuthority other = new FakeAuthority(clock);
    private FileStore store;
    private TestLife life;

    @BeforeEach
    void start() {
        store = CrashingDisk.open(directory, KillPoints.none());
        life = new TestLife(store, clock, Map.of("fake", ca, "other", other));
        life.configure(
                TestLife.policy(SHOP),
                CertificatePolicy.of(List.of("mail.example.com"), List.of(OTHER)));
        life.run(Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        life.manager.close();
        store.close();
    }

    @Test
    void renewsAtTheIssuerThatIsNamedAndReturnsToItsOwn() {
        var result = life.manager.renew(SHOP, false, "other");
        life.wake();
        life.run(Duration.ofMinutes(1));

        assertThat(result.join().state()).isEqualTo(State.OK);
        assertThat(result.join().issuer().id()).isEqualTo("other");
        assertThat(other.ordered).hasSize(2);
        assertThat(ca.ordered).hasSize(1);

        life.manager.renew(SHOP, false);
        life.wake();
        life.run(Duration.ofMinutes(1));
        assertThat(ca.ordered).hasSize(2);
        assertThat(other.ordered).hasSize(2);
    }

    @Test
    void refusesAnIssuerThatNobodyUses() {
        assertThatThrownBy(() -> life.manager.renew(SHOP, true, "zerossl"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no route uses an issuer called 'zerossl'");
    }

    @Test
    void readsWhatIsKeptByNameOrIdAndNothingElse() {
        KeptCertificate kept = KeptCertificate.find(store, SHOP).getFirst();

        assertThat(kept.names()).containsExactly(SHOP);
        assertThat(kept.key().leaf()).isEqualTo(leaf());
        assertThat(KeptCertificate.find(store, kept.id())).containsExactly(kept);
        assertThat(KeptCertificate.find(store, "no.example.com")).isEmpty();
    }

    private X509Certificate leaf() {
        return life.published.stream()
                .filter(one -> one.names().contains(SHOP))
                .toList()
                .getLast()
                .key()
                .leaf();
    }
}
