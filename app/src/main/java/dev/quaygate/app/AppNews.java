package dev.quaygate.app;

import dev.quaygate.app.events.EventHub;
import dev.quaygate.workers.AppControl.LogLine;
import dev.quaygate.workers.WorkerEvents;
import dev.quaygate.workers.settings.AppSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to apps, and what their workers print, into our log. Any thread. */
final class AppNews implements WorkerEvents {
    /** Name of the logger of lines that workers print, by which the log format knows them. */
    static final String OUTPUT = "app";

    /** Key of a line that is JSON. */
    static final String JSON = "json";

    private static final Logger LOG = LoggerFactory.getLogger("apps");
    private static final Logger LINES = LoggerFactory.getLogger(OUTPUT);

    private final EventHub events;
    private volatile Map<String, AppSettings.Logs> logs = Map.of();

    AppNews(EventHub events) {
        this.events = events;
    }

    void configure(List<AppSettings> apps) {
        logs = apps.stream().collect(Collectors.toMap(AppSettings::name, AppSettings::logs));
    }

    @Override
    public void happened(String kind, String app, int worker, boolean attention, String text) {
        events.publish(
                "",
                kind,
                app,
                attention,
                text,
                worker == 0 ? Map.of() : Map.of("worker", Integer.toString(worker)));
        String where = worker == 0 ? "" : " worker=" + worker;
        if (attention) {
            LOG.warn("{} app={}{} {}", kind, app, where, text);
        } else {
            LOG.info("{} app={}{} {}", kind, app, where, text);
        }
    }

    @Override
    public void printed(LogLine line) {
        AppSettings.Logs where = logs.getOrDefault(line.app(), AppSettings.Logs.DEFAULT);
        if (where.off() || where.to() != null) {
            return; // nowhere, or the capture has written it into the file
        }
        LINES.atInfo()
                .addKeyValue("app", line.app())
                .addKeyValue("worker", line.worker())
                .addKeyValue("stream", line.stream())
                .addKeyValue(JSON, where.json())
                .log("{}", line.text());
    }
}
