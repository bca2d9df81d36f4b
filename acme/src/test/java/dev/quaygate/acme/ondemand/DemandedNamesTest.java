package dev.quaygate.acme.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.VirtualClock;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.FileStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemandedNamesTest {
    private static final Duration MONTH = Duration.ofDays(30);

    @TempDir private Path directory;

    private final VirtualClock clock = new VirtualClock();
    private CertificateStore store;
    private DemandedNames names;

    @BeforeEach
    void open() throws Exception {
        store = FileStore.open(directory, 3);
        names = new DemandedNames(store, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRestartForgetsNoName() {
        String longest = "a".repeat(63) + "." + ("b".repeat(62) + ".").repeat(2) + "c".repeat(60);
        names.add("b.example");
        names.add("a.example");
        names.add(longest);

        DemandedNames again = again();

        assertThat(again.all()).containsExactly("a.example", longest, "b.example");
        assertThat(again.holds("a.example")).isTrue();
    }

    @Test
    void aNameThatNobodyUsesIsForgottenAtTheEndOfItsTimeAndNotBefore() {
        names.add("a.example");
        clock.advance(MONTH.minusSeconds(1));
        assertThat(names.forgetUnused("a.example", true, MONTH)).isFalse();

        clock.advance(Duration.ofSeconds(1));

        assertThat(names.forgetUnused("a.example", true, MONTH)).isTrue();
        assertThat(names.all()).isEmpty();
        assertThat(again().all()).isEmpty();
    }

    @Test
    void eachUseBeginsTheTimeAnewOverARestartToo() {
        names.add("a.example");
        clock.advance(Duration.ofDays(20));
        names.used("a.example", MONTH);
        clock.advance(Duration.ofDays(20));

        assertThat(names.forgetUnused("a.example", true, MONTH)).isFalse();
        assertThat(again().forgetUnused("a.example", true, MONTH)).isFalse();
    }

    @Test
    void whatAnotherMachineServesIsNotForgotten() {
        names.add("a.example");
        DemandedNames other = again();
        clock.advance(Duration.ofDays(29));
        other.used("a.example", MONTH);
        clock.advance(Duration.ofDays(29));

        assertThat(names.forgetUnused("a.example", true, MONTH)).isFalse();
        assertThat(names.holds("a.example")).isTrue();
    }

    @Test
    void withoutACertificateADayIsEnough() {
        names.add("a.example");
        clock.advance(Duration.ofDays(1));

        assertThat(names.forgetUnused("a.example", false, MONTH)).isTrue();
    }

    @Test
    void aDamagedDocumentIsANameThatHasToAskAgain() {
        names.add("a.example");
        store.put(store.list("ondemand/").getFirst(), new byte[] {'{'});

        assertThat(again().all()).isEmpty();
    }

    private DemandedNames again() {
        var again = new DemandedNames(store, clock);
        again.load();
        return again;
    }
}
