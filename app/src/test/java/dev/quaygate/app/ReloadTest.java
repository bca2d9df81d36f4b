package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.app.state.ReloadResult;
import dev.quaygate.app.state.Reloads.Counts;
import dev.quaygate.app.state.Running;
import dev.quaygate.app.state.Trigger;
import dev.quaygate.proxy.server.ApplyResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H5, REL-5: attempts come one at a time, are shared, and change all or nothing. */
class ReloadTest {
    private static final String GOOD = "routes: [{name: a, host: localhost, to: %d}]\n";

    @TempDir Path dir;
    private final List<String> witnessed = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> applied = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aBadFileChangesNothingAndSaysEverything() throws IOException {
        try (var reload = reload(this::accept)) {
            write("routes: [{name: a, host: localhost, tow: 3000}, {host: 7, to: x y}]\n");

            ReloadResult result = reload.reload(Trigger.API);

            assertThat(result)
                    .isInstanceOfSatisfying(
                            ReloadResult.Invalid.class,
                            invalid -> assertThat(invalid.problems()).hasSizeGreaterThan(1));
            assertThat(reload.running().revision()).isEqualTo(1);
            assertThat(applied).isEmpty();
            assertThat(reload.counts()).isEqualTo(new Counts(0, 1, 0));
        }
    }

    @Test
    void aRefusalOfTheMachineKeepsTheRunningConfiguration() throws IOException {
        try (var reload =
                reload((_, _) -> {
                    throw new StartupProblem("QG2002", 4, "in use", null);
                })) {
            write(GOOD.formatted(3001));

            ReloadResult result = reload.reload(Trigger.SIGNAL);

            assertThat(result)
                    .isInstanceOfSatisfying(
                            ReloadResult.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo("QG2002"));
            assertThat(reload.running().revision()).isEqualTo(1);
        }
    }

    @Test
    void everyoneWhoAsksDuringAnAttemptSharesTheNextOne() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var reload =
                reload((next, before) -> {
                    begun.countDown();
                    await(go);
                    return accept(next, before);
                })) {
            CompletableFuture<ReloadResult> first = reload.ask(Trigger.API);
            begun.await();
            write(GOOD.formatted(3002));
            List<CompletableFuture<ReloadResult>> others = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                others.add(reload.ask(Trigger.SIGNAL));
            }
            go.countDown();

            assertThat(first.join().running().revision()).isEqualTo(2);
            assertThat(others)
                    .allSatisfy(
                            other -> assertThat(other.join().running().revision()).isEqualTo(3));
            assertThat(applied).containsExactly(2L, 3L);
            assertThat(reload.running().configuration().proxy().pools().toString())
                    .contains("3002");
        }
    }

    @Test
    void filesThatSayTheSameAreNotLoadedAgain() throws IOException {
        try (var reload = reload(this::accept)) {
            write(GOOD.formatted(3000));
            reload.filesChanged();
            assertThat(applied).isEmpty();

            write(GOOD.formatted(3001));
            reload.filesChanged();
            reload.filesChanged();
            assertThat(applied).containsExactly(2L);

            write("routes: [");
            reload.filesChanged();
            reload.filesChanged();
            assertThat(reload.counts()).isEqualTo(new Counts(1, 1, 0));
        }
    }

    @Test
    void everyAttemptHasABeginningAndAnEndWhateverBecomesOfIt() throws IOException {
        try (var reload =
                reload((_, _) -> {
                    throw new IllegalStateException("our fault");
                })) {
            write("routes: [");
            ReloadResult _ = reload.reload(Trigger.API);
            write(GOOD.formatted(3001));
            assertThat(reload.ask(Trigger.API))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .havingRootCause()
                    .withMessage("our fault");

            assertThat(witnessed).containsExactly("begins", "ended", "begins", "ended");
        }
    }

    private ReloadResult.Applied accept(Running next, Running before) {
        applied.add(next.revision());
        var result =
                new ApplyResult(next.revision(), Duration.ofMillis(38), List.of(), 412, 96, 2, 0);
        return new ReloadResult.Applied(next, result, List.of(), List.of(), 0, List.of());
    }

    private Reload reload(Reload.Apply apply) throws IOException {
        write(GOOD.formatted(3000));
        var request = ConfigRequest.of(dir.resolve("quaygate.yaml"), Map.of());
        var good = (Loaded.Good) ConfigLoader.load(request);
        var first =
                new Running(
                        1,
                        Instant.EPOCH,
                        Trigger.START,
                        good.configuration(),
                        List.of(),
                        List.of());
        var witness =
                new Reload.Witness() {
                    @Override
                    public void begins() {
                        witnessed.add("begins");
                    }

                    @Override
                    public void ended() {
                        witnessed.add("ended");
                    }
                };
        return new Reload(
                request, first, UnaryOperator.identity(), apply, witness, InstantSource.system());
    }

    private void write(String yaml) throws IOException {
        Files.writeString(dir.resolve("quaygate.yaml"), yaml);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
