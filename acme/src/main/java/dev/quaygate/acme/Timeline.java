package dev.quaygate.acme;

import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.StoreProblem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The last 200 things that happened to a set; kept over restarts. Any thread. */
final class Timeline {
    private static final Logger log = LoggerFactory.getLogger(Timeline.class);

    private static final int KEPT = 200;

    private final CertificateStore store;
    private final String set;
    private final InstantSource clock;
    private final CertificateListener listener;
    private final Deque<TimelineEntry> entries = new ArrayDeque<>();

    Timeline(
            CertificateStore store, String set, InstantSource clock, CertificateListener listener) {
        this.store = store;
        this.set = set;
        this.clock = clock;
        this.listener = listener;
        for (String line : store.lines(key(), KEPT)) {
            read(line);
        }
    }

    void add(TimelineEntry.Kind kind, String text) {
        add(kind, text, null);
    }

    /**
     * Adds an entry and logs it. A store that cannot take it costs the entry its place after a
     * restart, nothing else.
     */
    void add(TimelineEntry.Kind kind, String text, @Nullable String code) {
        var entry = new TimelineEntry(clock.instant(), kind, text, code);
        synchronized (this) {
            remember(entry);
        }
        Level level =
                switch (kind) {
                    case ALERT, FAILED, ARI_MOVED, CHALLENGE_INVALID, REVOKED -> Level.WARN;
                    default -> Level.INFO;
                };
        if (code == null) {
            log.atLevel(level).log("certificate.{} set={} {}", kind.word(), set, entry.text());
        } else {
            log.atLevel(level)
                    .log("certificate.{} set={} code={} {}", kind.word(), set, code, entry.text());
        }
        try {
            store.append(key(), json(entry), KEPT);
        } catch (StoreProblem e) {
            log.warn("store.unwritable set={} what={}", set, e.getMessage());
        }
        listener.recorded(set, entry);
    }

    synchronized List<TimelineEntry> entries() {
        return List.copyOf(entries);
    }

    private void remember(TimelineEntry entry) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    private void read(String line) {
        try {
            JsonObject json = JsonObject.parse(line);
            Instant at = json.instant("at");
            remember(
                    new TimelineEntry(
                            at,
                            TimelineEntry.Kind.of(json.text("kind")),
                            json.text("text"),
                            json.textOrNull("code")));
        } catch (DamagedDocument | IllegalArgumentException e) {
            log.debug("store.damaged set={} line of the timeline skipped: {}", set, e.getMessage());
        }
    }

    private static String json(TimelineEntry entry) {
        return new JsonObject()
                .put("at", entry.at())
                .put("kind", entry.kind().word())
                .put("text", entry.text())
                .put("code", entry.code())
                .toString();
    }

    private String key() {
        return "events/" + set + ".jsonl";
    }
}
