package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.issue.OrderWish.Priority;
import dev.quaygate.acme.issue.OrderWish.Rank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who goes next when an authority has as many orders as it may have. */
final class OrderPlacesTest {
    private final OrderPlaces places = new OrderPlaces();
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void theMostUrgentGoesFirstThenWhoHasLeastLeftThenWhoCameFirst() throws Exception {
        places.usual(1);
        places.take(new Priority(Rank.DUE, 0.3));
        comes("missing", new Priority(Rank.MISSING, 0));
        comes("due, half left", new Priority(Rank.DUE, 0.5));
        comes("due, a third left", new Priority(Rank.DUE, 0.33));
        comes("due, a third left, later", new Priority(Rank.DUE, 0.33));
        comes("urgent", new Priority(Rank.URGENT, 0.9));

        places.giveBack();

        until(() -> served.size() == 5);
        assertThat(served)
                .containsExactly(
                        "urgent",
                        "due, a third left",
                        "due, a third left, later",
                        "due, half left",
                        "missing");
        assertThat(places.inFlight()).isZero();
    }

    @Test
    void aCrowdHasMorePlacesUntilItIsGone() throws Exception {
        places.usual(8);
        var end = new CountDownLatch(1);
        var most = new AtomicInteger();
        for (int i = 0; i < 130; i++) {
            start(() -> {
                places.take(new Priority(Rank.DUE, 0.3));
                most.accumulateAndGet(places.inFlight(), Math::max);
                end.await();
                places.giveBack();
            });
        }

        until(() -> places.inFlight() == 20);
        end.countDown();

        until(() -> threads.stream().noneMatch(Thread::isAlive));
        assertThat(places.inFlight()).isZero();
        assertThat(most.get()).isLessThanOrEqualTo(20);
        assertThat(places.isFree()).isTrue();
    }

    @Test
    void aLoweredNumberHoldsBackTheNext() throws Exception {
        places.usual(2);
        places.take(new Priority(Rank.DUE, 0.3));
        places.take(new Priority(Rank.DUE, 0.3));
        places.usual(1);
        comes("next", new Priority(Rank.URGENT, 0));

        places.giveBack();

        assertThat(places.inFlight()).isEqualTo(1);
        assertThat(served).isEmpty();
        places.giveBack();
        until(() -> served.size() == 1);
    }

    /** Returns when it waits. */
    private void comes(String who, Priority priority) {
        Thread thread =
                start(() -> {
                    places.take(priority);
                    served.add(who);
                    places.giveBack();
                });
        until(() -> thread.getState() == Thread.State.WAITING);
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private Thread start(Work work) {
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                work.run();
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
        threads.add(thread);
        return thread;
    }
}
