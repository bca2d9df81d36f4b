package dev.quaygate.app;

import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.SourceFile;
import dev.quaygate.app.state.ReloadResult;
import dev.quaygate.app.state.Reloads;
import dev.quaygate.app.state.Running;
import dev.quaygate.app.state.Trigger;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Loads the configuration again, one attempt at a time; whoever asks while an attempt waits for its
 * turn shares it. An attempt serves with everything new or changes nothing. Any thread but an event
 * loop.
 */
final class Reload implements Reloads, AutoCloseable {
    /** Puts a good configuration into service. */
    interface Apply {
        /**
         * @throws StartupProblem if the machine refuses; everything is as before
         */
        ReloadResult.Applied apply(Running next, Running before) throws StartupProblem;
    }

    /** Hears of every attempt, good or not, on its thread. */
    interface Witness {
        void begins();

        void ended();
    }

    private final ConfigRequest request;
    private final UnaryOperator<Configuration> adjust;
    private final Apply apply;
    private final Witness witness;
    private final InstantSource clock;
    private final ExecutorService turn =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("reload").factory());
    private @Nullable CompletableFuture<ReloadResult> waiting; // guarded by this
    private volatile Running running;
    private volatile Consumer<ReloadResult> follower = _ -> {};

    /** Files of the last attempt, whatever became of it: what they say has been said. */
    private volatile List<SourceFile> judged;

    private volatile Counts counts = new Counts(0, 0, 0);

    /**
     * @param adjust last hand on each configuration that is read
     */
    Reload(
            ConfigRequest request,
            Running first,
            UnaryOperator<Configuration> adjust,
            Apply apply,
            Witness witness,
            InstantSource clock) {
        this.request = request;
        this.adjust = adjust;
        this.running = first;
        this.judged = first.configuration().files();
        this.apply = apply;
        this.witness = witness;
        this.clock = clock;
    }

    @Override
    public Running running() {
        return running;
    }

    @Override
    public Counts counts() {
        return counts;
    }

    @Override
    public ReloadResult reload(Trigger trigger) {
        return ask(trigger).join();
    }

    @Override
    public Loaded check(@Nullable String text) {
        ConfigRequest what = text == null ? request : request.with(text);
        return ConfigLoader.load(what.after(running.configuration().files()));
    }

    /** Tells {@code next} of each result, on the thread of the attempt; instead of earlier ones. */
    void follow(Consumer<ReloadResult> next) {
        follower = next;
    }

    /** Files may have changed: an attempt follows unless they say what they said last time. */
    void filesChanged() {
        List<SourceFile> now = check(null).files();
        if (!now.equals(judged)) {
            ReloadResult _ = reload(Trigger.FILE);
        }
    }

    /** Waits for the attempt that runs, and makes none any more. */
    @Override
    public void close() {
        turn.close();
    }

    /** As {@link #reload} without waiting. */
    synchronized CompletableFuture<ReloadResult> ask(Trigger trigger) {
        CompletableFuture<ReloadResult> next = waiting;
        if (next == null) {
            next = new CompletableFuture<>();
            waiting = next;
            turn.execute(() -> take(trigger));
        }
        return next;
    }

    private void take(Trigger trigger) {
        CompletableFuture<ReloadResult> mine = claim();
        if (mine == null) {
            return;
        }
        witness.begins();
        try {
            ReloadResult result = attempt(trigger);
            count(result);
            ReloadReport.log(result);
            follower.accept(result);
            witness.ended();
            mine.complete(result);
        } catch (RuntimeException | Error e) {
            Messages.error("reload failed, revision {} serves on: {}", running.revision(), e);
            witness.ended();
            mine.completeExceptionally(e);
        }
    }

    private synchronized @Nullable CompletableFuture<ReloadResult> claim() {
        CompletableFuture<ReloadResult> mine = waiting;
        waiting = null;
        return mine;
    }

    private ReloadResult attempt(Trigger trigger) {
        Running before = running;
        Loaded loaded = check(null);
        judged = loaded.files();
        return switch (loaded) {
            case Loaded.Bad(List<Problem> problems, List<SourceFile> _) ->
                    new ReloadResult.Invalid(before, problems);
            case Loaded.Good good -> apply(good, before, trigger);
        };
    }

    private ReloadResult apply(Loaded.Good good, Running before, Trigger trigger) {
        var next =
                new Running(
                        before.revision() + 1,
                        clock.instant(),
                        trigger,
                        adjust.apply(good.configuration()),
                        good.broken(),
                        good.problems());
        try {
            ReloadResult.Applied applied = apply.apply(next, before);
            running = next;
            return applied;
        } catch (StartupProblem e) {
            return new ReloadResult.Refused(before, e.code(), String.valueOf(e.getMessage()));
        }
    }

    private void count(ReloadResult result) {
        Counts before = counts;
        counts =
                result instanceof ReloadResult.Applied applied
                        ? new Counts(
                                before.applied() + 1,
                                before.refused(),
                                before.cut() + applied.result().cut())
                        : new Counts(before.applied(), before.refused() + 1, before.cut());
    }
}
