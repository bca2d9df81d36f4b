package dev.quaygate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.tls.MissingCertificates.Answer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Handshakes that wait are bounded, in all and for one name. */
final class WaitingHandshakesTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    private final HeldCertificates source = new HeldCertificates();
    private final WaitingHandshakes handshakes = new WaitingHandshakes();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @Test
    void withoutASourceNobodyWaits() {
        assertThat(handshakes.isOnDemand("a.test")).isFalse();
        assertThat(handshakes.start("a.test", CLIENT, answers::add)).isNull();
    }

    @Test
    void noMoreThanAThousandWait() throws InterruptedException {
        handshakes.source(source);

        assertThat(started(1_500, "n%d.test")).isEqualTo(1_000);

        assertThat(handshakes.waiting()).isEqualTo(1_000);
        assertThat(handshakes.turnedAway()).isEqualTo(500);
        release();
        assertThat(handshakes.waiting()).isZero();
        assertThat(answers).hasSize(1_000);
        assertThat(started(10, "m%d.test")).isEqualTo(10);
        release();
    }

    @Test
    void oneNameTakesAHundredPlacesAndLeavesTheOthers() throws InterruptedException {
        handshakes.source(source);

        assertThat(started(300, "a.test")).isEqualTo(100);
        assertThat(started(5, "b%d.test")).isEqualTo(5);

        release();
        assertThat(handshakes.waiting()).isZero();
        assertThat(started(100, "a.test")).isEqualTo(100);
        release();
    }

    @Test
    void aClientThatIsGoneGivesItsPlaceBackAndHearsNothing() throws InterruptedException {
        handshakes.source(source);
        started(1, "a.test");

        threads.getFirst().interrupt();
        threads.getFirst().join();

        assertThat(handshakes.waiting()).isZero();
        assertThat(answers).isEmpty();
    }

    private int started(int count, String pattern) {
        int before = threads.size();
        for (int i = 0; i < count; i++) {
            Thread thread = handshakes.start(pattern.formatted(i), CLIENT, answers::add);
            if (thread != null) {
                threads.add(thread);
            }
        }
        return threads.size() - before;
    }

    private void release() throws InterruptedException {
        threads.forEach(_ -> source.answers.add(new Answer.Here()));
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }
}
