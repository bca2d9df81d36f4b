package dev.quaygate.workers;

import dev.quaygate.workers.AppControl.LogLine;
import dev.quaygate.workers.logs.FileLog;
import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.AppSettings.Logs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Hands lines of workers on: to where the app's settings say, and to those who listen. Any thread.
 */
final class LineFeed {
    private record Listener(String app, Consumer<LogLine> lines) {}

    private final WorkerEvents events;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, Consumer<LogLine>> routes = Map.of();
    private final Map<Path, FileLog> files = new HashMap<>();
    private Map<Path, Logs> fileSettings = Map.of();

    LineFeed(WorkerEvents events) {
        this.events = events;
    }

    synchronized void settings(List<AppSettings> apps) {
        var newer = new HashMap<Path, Logs>();
        for (AppSettings app : apps) {
            Path to = app.logs().to();
            if (to != null && !app.logs().off()) {
                newer.putIfAbsent(to, app.logs());
            }
        }
        // Two apps may share a file: it has one writer then.
        files.entrySet().removeIf(it -> changed(it.getKey(), it.getValue(), newer));
        fileSettings = newer;
        newer.forEach((path, logs) -> files.computeIfAbsent(path, _ -> FileLog.of(path, logs)));
        var now = new HashMap<String, Consumer<LogLine>>();
        apps.forEach(app -> now.put(app.name(), route(app.logs())));
        routes = Map.copyOf(now);
    }

    private boolean changed(Path path, FileLog file, Map<Path, Logs> newer) {
        Logs logs = newer.get(path);
        if (logs != null && logs.equals(fileSettings.get(path))) {
            return false;
        }
        close(file);
        return true;
    }

    private Consumer<LogLine> route(Logs logs) {
        if (logs.off()) {
            return _ -> {};
        }
        FileLog file = logs.to() == null ? null : files.get(logs.to());
        return file == null ? events::printed : file::write;
    }

    AutoCloseable listen(String app, Consumer<LogLine> lines) {
        var listener = new Listener(app, lines);
        listeners.add(listener);
        return () -> listeners.removeIf(it -> it == listener);
    }

    void accept(LogLine line) {
        routes.getOrDefault(line.app(), events::printed).accept(line);
        for (Listener listener : listeners) {
            if (listener.app().equals(line.app())) {
                listener.lines().accept(line);
            }
        }
    }

    synchronized void close() {
        files.values().forEach(LineFeed::close);
        files.clear();
    }

    private static void close(FileLog file) {
        try {
            file.close();
        } catch (IOException _) {
            // What was written is written.
        }
    }
}
