package dev.quaygate.acme.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.VirtualClock;
import dev.quaygate.acme.ondemand.Permission.Answer;
import dev.quaygate.acme.ondemand.Verdict.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** C13 C14 CFG-4: who is asked, how often, and what the answers lead to. */
final class OnDemandGateTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");
    private static final OnDemandSettings SETTINGS =
            OnDemandSettings.of(URI.create("http://127.0.0.1:9000/allowed"));

    private final VirtualClock clock = new VirtualClock();
    private final DemandCounters counters = new DemandCounters();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @Test
    void anAnswerOf200Grants() throws InterruptedException {
        try (var gate = gate(_ -> new Answer.Allowed())) {
            assertThat(gate.judge("a.example", CLIENT)).isInstanceOf(Verdict.Granted.class);
        }
        assertThat(asked).containsExactly("a.example");
        assertThat(counters.granted()).isEqualTo(1);
        assertThat(counters.questions()).isEqualTo(1);
    }

    @Test
    void namesThatAreNoneAreNeverAskedAboutAndCostNobodyAToken() throws InterruptedException {
        try (var gate = gate(_ -> new Answer.Allowed())) {
            for (int i = 0; i < 100; i++) {
                assertThat(refused(gate, "169.254.169.254", CLIENT)).isEqualTo(Reason.NAME);
                assertThat(refused(gate, "a\r\nb.example", CLIENT)).isEqualTo(Reason.NAME);
                assertThat(refused(gate, "x".repeat(300), CLIENT)).isEqualTo(Reason.NAME);
            }
            assertThat(asked).isEmpty();
            assertThat(gate.judge("a.example", CLIENT)).isInstanceOf(Verdict.Granted.class);
        }
    }

    @Test
    void aDenialHoldsForItsTimeAndThenIsAskedForAgain() throws InterruptedException {
        try (var gate = gate(_ -> new Answer.Denied(403))) {
            assertThat(refused(gate, "a.example", CLIENT)).isEqualTo(Reason.DENIED);
            clock.advance(Duration.ofSeconds(59));
            assertThat(refused(gate, "a.example", CLIENT)).isEqualTo(Reason.DENIED_BEFORE);
            assertThat(asked).hasSize(1);

            clock.advance(Duration.ofSeconds(1));

            assertThat(refused(gate, "a.example", CLIENT)).isEqualTo(Reason.DENIED);
            assertThat(asked).hasSize(2);
        }
    }

    @Test
    void whoeverDoesNotAnswerDenies() throws InterruptedException {
        try (var gate = gate(_ -> new Answer.Failed("no answer"))) {
            assertThat(refused(gate, "a.example", CLIENT)).isEqualTo(Reason.ASK_FAILED);
            assertThat(refused(gate, "a.example", CLIENT)).isEqualTo(Reason.DENIED_BEFORE);
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void aThousandNamesFromOneNetworkLeadToTenQuestionsAndAnotherNetworkIsStillServed()
            throws InterruptedException {
        try (var gate = gate(name -> allowedIf(name.equals("good.example")))) {
            for (int i = 0; i < 1_000; i++) {
                Reason reason = refused(gate, "n" + i + ".example", CLIENT);
                assertThat(reason).isIn(Reason.DENIED, Reason.ADDRESS);
            }
            assertThat(asked).hasSize(10);

            InetAddress other = InetAddress.ofLiteral("198.51.100.1");
            assertThat(gate.judge("good.example", other)).isInstanceOf(Verdict.Granted.class);
        }
        assertThat(counters.refused(Reason.ADDRESS)).isEqualTo(990);
    }

    @Test
    void allNetworksTogetherHaveALimitToo() throws InterruptedException {
        try (var gate = gate(_ -> new Answer.Denied(403))) {
            for (int i = 0; i < 5_000; i++) {
                InetAddress client =
                        InetAddress.ofLiteral("10.%d.%d.1".formatted(i / 256, i % 256));
                gate.judge("n" + i + ".example", client);
            }
        }
        assertThat(asked).hasSize(1_000);
        assertThat(counters.refused(Reason.QUESTIONS)).isEqualTo(4_000);
    }

    @Test
    void clientsOfOneNameShareOneQuestion() throws Exception {
        var answer = new CountDownLatch(1);
        var begun = new Semaphore(0);
        try (var gate = gate(_ -> heldUp(begun, answer))) {
            var first = later(gate, "a.example");
            begun.acquire();
            var others = new ArrayList<CompletableFuture<Verdict>>();
            for (int i = 0; i < 50; i++) {
                others.add(later(gate, "a.example"));
            }
            answer.countDown();

            assertThat(first.get()).isInstanceOf(Verdict.Granted.class);
            for (var other : others) {
                assertThat(other.get()).isInstanceOf(Verdict.Granted.class);
            }
        }
        assertThat(asked.size())
                .as("one, and one more if a client came after the answer")
                .isLessThan(52);
    }

    @Test
    void noMoreThanTenQuestionsAreUnderWay() throws Exception {
        var answer = new CountDownLatch(1);
        var begun = new Semaphore(0);
        try (var gate = gate(_ -> heldUp(begun, answer))) {
            var asking = new ArrayList<CompletableFuture<Verdict>>();
            for (int i = 0; i < 10; i++) {
                asking.add(later(gate, "n" + i + ".example"));
            }
            begun.acquire(10);

            InetAddress other = InetAddress.ofLiteral("198.51.100.1");
            assertThat(refused(gate, "one-more.example", other)).isEqualTo(Reason.BUSY);

            answer.countDown();
            for (var one : asking) {
                assertThat(one.get()).isInstanceOf(Verdict.Granted.class);
            }
            assertThat(gate.judge("one-more.example", other)).isInstanceOf(Verdict.Granted.class);
        }
    }

    @Test
    void allowedNamesBeyondTheBudgetsAreRefusedAndNotDenied() throws InterruptedException {
        try (var gate = gate(_ -> new Answer.Allowed())) {
            for (int i = 0; i < 10; i++) {
                assertThat(gate.judge("n" + i + ".one.example", client(i)))
                        .isInstanceOf(Verdict.Granted.class);
            }
            assertThat(refused(gate, "more.one.example", client(10))).isEqualTo(Reason.DOMAIN);
            for (int i = 0; i < 10; i++) {
                assertThat(gate.judge("n" + i + ".two.example", client(i)))
                        .isInstanceOf(Verdict.Granted.class);
            }
            assertThat(refused(gate, "a.three.example", client(11))).isEqualTo(Reason.NEW_NAMES);

            clock.advance(Duration.ofMinutes(7));

            assertThat(gate.judge("a.three.example", client(11)))
                    .isInstanceOf(Verdict.Granted.class);
        }
    }

    @Test
    void anInterruptedClientEndsNobodyElsesQuestion() throws Exception {
        var answer = new CountDownLatch(1);
        var begun = new Semaphore(0);
        try (var gate = gate(_ -> heldUp(begun, answer))) {
            Thread impatient =
                    Thread.startVirtualThread(() -> {
                        try {
                            gate.judge("a.example", CLIENT);
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        }
                    });
            begun.acquire();
            var patient = later(gate, "a.example");

            impatient.interrupt();
            impatient.join();
            answer.countDown();

            assertThat(patient.get()).isInstanceOf(Verdict.Granted.class);
        }
    }

    private OnDemandGate gate(Function<String, Answer> answers) {
        Permission permission =
                name -> {
                    asked.add(name);
                    return answers.apply(name);
                };
        return new OnDemandGate(SETTINGS, permission, counters, clock);
    }

    private static Answer allowedIf(boolean allowed) {
        return allowed ? new Answer.Allowed() : new Answer.Denied(403);
    }

    private static Answer heldUp(Semaphore begun, CountDownLatch answer) {
        begun.release();
        try {
            answer.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return new Answer.Allowed();
    }

    private static CompletableFuture<Verdict> later(OnDemandGate gate, String name) {
        var verdict = new CompletableFuture<Verdict>();
        Thread.startVirtualThread(() -> {
            try {
                verdict.complete(gate.judge(name, CLIENT));
            } catch (InterruptedException e) {
                verdict.completeExceptionally(new ExecutionException(e));
            }
        });
        return verdict;
    }

    private static InetAddress client(int i) {
        return InetAddress.ofLiteral("203.0." + i + ".1");
    }

    private static Reason refused(OnDemandGate gate, String name, InetAddress client)
            throws InterruptedException {
        return ((Verdict.Refused) gate.judge(name, client)).reason();
    }
}
