package dev.quaygate.acme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.issue.Placeholder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's own files (C21). */
final class ManualCertificatesTest implements CertificateListener {
    @TempDir private Path directory;

    private final VirtualClock clock = new VirtualClock();
    private final List<ManagedCertificate> published = new ArrayList<>();
    private final List<ManagedCertificate> withdrawn = new ArrayList<>();
    private ManualFiles files;
    private ManualCertificate manual;

    @BeforeEach
    void start() {
        files = new ManualFiles(directory.resolve("shop.pem"), directory.resolve("shop.key"));
        manual = new ManualCertificate(files, this, clock.instant());
    }

    @Override
    public void published(ManagedCertificate certificate) {
        published.add(certificate);
    }

    @Override
    public void withdrawn(ManagedCertificate certificate) {
        withdrawn.add(certificate);
    }

    private CertifiedKey certificate() {
        return Placeholder.of(List.of("shop.example.com"), clock.instant());
    }

    private void write(CertifiedKey chain, CertifiedKey key) throws IOException {
        Files.writeString(files.certificate(), Pem.of(chain.chain()));
        Files.writeString(files.key(), Pem.of(key.privateKey()));
    }

    private void look() {
        manual.look(LifecycleSettings.defaults(), clock.instant());
    }

    @Test
    void servesThePairAndSwapsItWhenBothFilesHaveChanged() throws IOException {
        CertifiedKey first = certificate();
        write(first, first);
        look();
        look();
        CertifiedKey second = certificate();
        write(second, second);
        look();

        assertThat(published)
                .extracting(p -> p.key().leaf())
                .containsExactly(first.leaf(), second.leaf());
        assertThat(manual.status(clock.instant()).state())
                .isEqualTo(CertificateStatus.State.MANUAL);
    }

    @Test
    void keepsTheOldPairAndSaysSoWhileTheFilesDoNotFit() throws IOException {
        CertifiedKey first = certificate();
        write(first, first);
        look();
        CertifiedKey second = certificate();
        write(second, first);
        look();

        assertThat(published).hasSize(1);
        assertThat(manual.status(clock.instant()).serving()).isTrue();
        var attempt = requireNonNull(manual.status(clock.instant()).lastAttempt());
        assertThat(requireNonNull(attempt.error()).code()).isEqualTo("QG3036");

        Files.writeString(files.key(), Pem.of(second.privateKey()));
        look();
        assertThat(published.getLast().key().leaf()).isEqualTo(second.leaf());
        assertThat(manual.status(clock.instant()).failures()).isZero();
    }

    @Test
    void keepsServingWhenTheFilesVanishUntilTheCertificateExpires() throws IOException {
        CertifiedKey first = certificate();
        write(first, first);
        look();
        Files.delete(files.certificate());
        look();
        assertThat(withdrawn).isEmpty();

        clock.moveTo(first.leaf().getNotAfter().toInstant().plus(Duration.ofSeconds(1)));
        look();
        assertThat(withdrawn).hasSize(1);
        assertThat(manual.status(clock.instant()).state())
                .isEqualTo(CertificateStatus.State.EXPIRED);
    }
}
