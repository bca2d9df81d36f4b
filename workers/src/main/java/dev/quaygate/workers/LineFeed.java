package dev.quaygate.workers;

import dev.quaygate.workers.AppControl.LogLine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Hands lines of workers on to those who listen. Any thread. */
final class LineFeed {
    private record Listener(String app, Consumer<LogLine> lines) {}

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    AutoCloseable listen(String app, Consumer<LogLine> lines) {
        var listener = new Listener(app, lines);
        listeners.add(listener);
        return () -> listeners.removeIf(it -> it == listener);
    }

    void accept(LogLine line) {
        for (Listener listener : listeners) {
            if (listener.app().equals(line.app())) {
                listener.lines().accept(line);
            }
        }
    }
}
