package dev.quaygate.app.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.store.FileStore;
import dev.quaygate.proxy.settings.TlsSettings;
import dev.quaygate.proxy.settings.UnknownName;
import dev.quaygate.proxy.tls.TicketKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T9, TLS-8, SEC-1 on the directory of one node. */
class TicketRotationTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir private Path directory;

    private volatile Instant now = START;
    private volatile List<TicketKey> used = List.of();
    private FileStore store;

    @BeforeEach
    void open() {
        store = FileStore.open(directory.resolve("store"), 3);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** What a process uses right after its start. */
    private List<TicketKey> keysOfAProcess(Duration rotate, int keep) {
        try (var rotation =
                new TicketRotation(
                        store, keys -> used = keys, () -> now, () -> TicketKey.random(RANDOM))) {
            rotation.configure(settings(rotate, keep));
            return used;
        }
    }

    private static TlsSettings settings(Duration rotate, int keep) {
        TlsSettings standard = TlsSettings.DEFAULT;
        return new TlsSettings(
                standard.min(),
                standard.ciphers(),
                standard.groups(),
                standard.alpn(),
                rotate,
                keep,
                new UnknownName.Refuse(),
                true);
    }

    private Path file() {
        return directory.resolve("store").resolve("tickets/ring.json");
    }

    @Test
    void theNextProcessGoesOnWithTheKeysOfTheOneBefore() {
        List<TicketKey> first = keysOfAProcess(Duration.ofHours(12), 2);
        now = START.plusSeconds(3600);

        assertThat(first).hasSize(1);
        assertThat(keysOfAProcess(Duration.ofHours(12), 2)).isEqualTo(first);
    }

    @Test
    void aKeyThatIsDueAtTheStartIsReplacedAndDecryptsForItsTime() {
        TicketKey old = keysOfAProcess(Duration.ofHours(12), 1).getFirst();
        now = START.plusSeconds(13 * 3600);

        List<TicketKey> next = keysOfAProcess(Duration.ofHours(12), 1);

        assertThat(next).hasSize(2).element(1).isEqualTo(old);
        now = START.plusSeconds(26 * 3600);
        assertThat(keysOfAProcess(Duration.ofHours(12), 1)).hasSize(2).doesNotContain(old);
    }

    @Test
    void onlyTheOwnerMayReadThem() throws IOException {
        List<TicketKey> _ = keysOfAProcess(Duration.ofHours(12), 2);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void switchedOffNoKeyStaysOnTheDisk() {
        List<TicketKey> _ = keysOfAProcess(Duration.ofHours(12), 2);
        assertThat(file()).exists();

        List<TicketKey> _ = keysOfAProcess(Duration.ZERO, 0);

        assertThat(file()).doesNotExist();
    }

    @Test
    void aDamagedDocumentIsReplaced() throws IOException {
        List<TicketKey> first = keysOfAProcess(Duration.ofHours(12), 2);
        Files.writeString(
                file(), Files.readString(file()).replace("\"secret\":\"", "\"secret\":\"!"));

        List<TicketKey> second = keysOfAProcess(Duration.ofHours(12), 2);

        assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
        assertThat(keysOfAProcess(Duration.ofHours(12), 2)).isEqualTo(second);
    }

    @Test
    void nothingPrintsAKey() {
        TicketKey key = TicketKey.random(RANDOM);

        assertThat(TicketRing.of(key, START).announce(key).toString())
                .contains("TicketKey")
                .doesNotContain("[B");
        assertThat(TicketDocument.read(TicketDocument.write(TicketRing.of(key, START))))
                .isEqualTo(TicketRing.of(key, START));
    }
}
