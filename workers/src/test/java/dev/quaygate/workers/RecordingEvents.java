package dev.quaygate.workers;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers all events, a line each. */
final class RecordingEvents implements WorkerEvents {
    final List<String> all = new CopyOnWriteArrayList<>();
    final List<AppControl.LogLine> lines = new CopyOnWriteArrayList<>();

    @Override
    public void happened(String kind, String app, int worker, boolean attention, String text) {
        all.add(kind + " " + app + " " + worker + " " + text);
    }

    @Override
    public void printed(AppControl.LogLine line) {
        lines.add(line);
    }

    long count(String kind) {
        return all.stream().filter(line -> line.startsWith(kind + " ")).count();
    }
}
