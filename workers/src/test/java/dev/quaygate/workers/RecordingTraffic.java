package dev.quaygate.workers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Traffic that remembers what it was told and answers what a test wants. */
final class RecordingTraffic implements Traffic {
    final Map<String, List<WorkerAddress>> serving = new ConcurrentHashMap<>();
    final Map<String, String> unavailable = new ConcurrentHashMap<>();
    final Map<WorkerAddress, Integer> inFlight = new ConcurrentHashMap<>();
    final Map<WorkerAddress, Long> completed = new ConcurrentHashMap<>();
    final Map<String, Integer> queued = new ConcurrentHashMap<>();
    final java.util.Set<String> closed = ConcurrentHashMap.newKeySet();
    final List<Integer> counts = new ArrayList<>();

    @Override
    public synchronized void serve(String app, List<WorkerAddress> ready, Duration drain) {
        serving.put(app, List.copyOf(ready));
        counts.add(ready.size());
    }

    @Override
    public void unavailable(String app, String why) {
        unavailable.put(app, why);
        closed.remove(app);
    }

    @Override
    public void closed(String app, String why) {
        unavailable.put(app, why);
        closed.add(app);
    }

    @Override
    public int inFlight(String app, WorkerAddress worker) {
        return inFlight.getOrDefault(worker, 0);
    }

    @Override
    public long completed(String app, WorkerAddress worker) {
        return completed.getOrDefault(worker, 0L);
    }

    @Override
    public int queued(String app) {
        return queued.getOrDefault(app, 0);
    }

    int ready(String app) {
        return serving(app).size();
    }

    List<WorkerAddress> serving(String app) {
        return serving.getOrDefault(app, List.of());
    }

    /** How many were ready, each time that it changed. */
    synchronized List<Integer> counts() {
        return List.copyOf(counts);
    }
}
