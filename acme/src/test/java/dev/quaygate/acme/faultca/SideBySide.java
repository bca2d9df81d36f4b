package dev.quaygate.acme.faultca;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs independent cases at the same time: most of them wait for a limit of real time. */
final class SideBySide {
    private static final int AT_ONCE = 12;

    private final Map<String, Callable<Void>> cases = new LinkedHashMap<>();

    interface Case {
        void run() throws Exception;
    }

    void add(String name, Case body) {
        cases.put(
                name,
                () -> {
                    body.run();
                    return null;
                });
    }

    int size() {
        return cases.size();
    }

    /** Runs all and gives what failed, with the name of the case in front. */
    List<String> run() throws InterruptedException {
        List<String> failures = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            Map<String, Future<Void>> running = new LinkedHashMap<>();
            cases.forEach((name, body) -> running.put(name, threads.submit(body)));
            for (var one : running.entrySet()) {
                try {
                    one.getValue().get();
                } catch (ExecutionException e) {
                    failures.add(one.getKey() + ": " + e.getCause());
                }
            }
        }
        return failures;
    }
}
