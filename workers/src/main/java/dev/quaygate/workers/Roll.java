package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import dev.quaygate.workers.RollingRestart.Done;
import dev.quaygate.workers.RollingRestart.Failed;
import dev.quaygate.workers.RollingRestart.Move;
import dev.quaygate.workers.settings.AppSettings.Rolling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Some workers being replaced by others. One thread. */
final class Roll {
    /** How it ended; a failure is that of the new worker. */
    record End(Optional<Failure> failure, int cut) {}

    private record Leaving(int requests, Instant since) {}

    private final Workers workers;
    private final Generation generation;
    private final List<Worker> olds;
    private final List<Worker> news = new ArrayList<>();
    private final String reason;
    private final Consumer<String> progress;
    private final Map<Worker, Leaving> leaving = new LinkedHashMap<>();
    private final Set<Worker> reported = new HashSet<>();
    private final Deque<String> readyTexts = new ArrayDeque<>();
    private final Deque<String> drainedTexts = new ArrayDeque<>();
    private Instant pausedUntil = Instant.MIN;
    private int done;
    private int cut;

    /**
     * @param olds those to be replaced
     * @param reason why, as it is shown for each of them
     * @param progress hears a line for each that is replaced
     */
    Roll(
            Workers workers,
            Generation generation,
            List<Worker> olds,
            String reason,
            Consumer<String> progress) {
        this.workers = workers;
        this.generation = generation;
        this.olds = new ArrayList<>(olds);
        this.reason = reason;
        this.progress = progress;
    }

    Generation generation() {
        return generation;
    }

    List<Worker> olds() {
        return List.copyOf(olds);
    }

    /**
     * Does what can be done now.
     *
     * @param target workers wanted in place of the old ones
     */
    Optional<End> step(Rolling rolling, int target, Instant now, Alarm alarm) {
        news.removeIf(Worker::retiring); // one that hung: another is started in its place
        watchLeaving(now);
        watchNew(now, rolling.pause(), target);
        switch (RollingRestart.next(rolling, view(target, now))) {
            case Failed() -> {
                return Optional.of(fail(now));
            }
            case Done() -> {
                flush(target);
                return Optional.of(new End(Optional.empty(), cut));
            }
            case Move(int start, int retire) -> {
                retire(retire, now);
                start(start);
            }
        }
        if (now.isBefore(pausedUntil)) {
            alarm.at(pausedUntil);
        }
        return Optional.empty();
    }

    private void start(int count) {
        for (int i = 0; i < count; i++) {
            Worker worker = workers.add(generation);
            if (news.size() < olds.size()) {
                Worker before = olds.get(news.size());
                worker.history()
                        .follows(
                                olds.size() == 1
                                        ? reason
                                        : before.history().lastExit().orElse(reason));
            }
            news.add(worker);
        }
    }

    private void retire(int count, Instant now) {
        olds.stream()
                .filter(worker -> !worker.retiring() && !worker.gone())
                .sorted(Comparator.comparing(Worker::ready))
                .limit(count)
                .forEach(worker -> {
                    leaving.put(worker, new Leaving(worker.inFlight(), now));
                    worker.retire(reason, now);
                });
    }

    private RollingRestart.View view(int target, Instant now) {
        List<Worker> staying = olds.stream().filter(it -> !it.retiring() && !it.gone()).toList();
        int serving = count(staying, Worker::ready);
        int ready = count(news, Worker::ready);
        return new RollingRestart.View(
                target,
                serving,
                staying.size() - serving,
                count(olds, it -> it.retiring() && !it.gone()),
                news.size() - ready,
                ready,
                news.stream().anyMatch(it -> it.history().failure().isPresent()),
                now.isBefore(pausedUntil));
    }

    private static int count(List<Worker> workers, Predicate<Worker> which) {
        return (int) workers.stream().filter(which).count();
    }

    private void watchNew(Instant now, Duration pause, int target) {
        for (Worker worker : news) {
            if (worker.ready() && reported.add(worker)) {
                readyTexts.add("new worker ready in " + Message.seconds(worker.bootTime()));
                pausedUntil = now.plus(pause);
            }
        }
        pair(target);
    }

    private void watchLeaving(Instant now) {
        leaving.forEach((worker, how) -> {
            if (worker.stage() != Stage.DRAINING && reported.add(worker)) {
                cut += worker.cut();
                drainedTexts.add(
                        "old drained ("
                                + how.requests()
                                + (how.requests() == 1 ? " request" : " requests")
                                + ") in "
                                + Message.seconds(
                                        Duration.between(
                                                how.since(), worker.signalledAt().orElse(now))));
            }
        });
    }

    private void pair(int target) {
        while (!readyTexts.isEmpty() && !drainedTexts.isEmpty()) {
            tell(readyTexts.removeFirst() + ", " + drainedTexts.removeFirst(), target);
        }
    }

    private void flush(int target) {
        readyTexts.forEach(text -> tell(text, target));
        readyTexts.clear();
        drainedTexts.forEach(progress);
        drainedTexts.clear();
    }

    private void tell(String text, int target) {
        done++;
        progress.accept(done + "/" + target + " " + text);
    }

    private End fail(Instant now) {
        Failure failure =
                news.stream()
                        .flatMap(it -> it.history().failure().stream())
                        .findFirst()
                        .orElseThrow();
        news.stream()
                .filter(worker -> !worker.ready())
                .forEach(worker -> worker.retire("roll stopped", now));
        return new End(Optional.of(failure), cut);
    }
}
