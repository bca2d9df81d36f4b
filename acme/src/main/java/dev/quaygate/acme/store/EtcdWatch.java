package dev.quaygate.acme.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what changes below a prefix. The stream tells soon; since a stream can die unnoticed,
 * what is there is compared with what was told after each start of the stream and once a minute.
 */
final class EtcdWatch implements Subscription {
    private static final Logger log = LoggerFactory.getLogger(EtcdWatch.class);
    private static final Duration BETWEEN_COMPARISONS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_STREAMS = Duration.ofSeconds(1);

    private final EtcdClient client;
    private final EtcdKeys keys;
    private final EtcdDocuments documents;
    private final String prefix;
    private final StoreWatcher watcher;
    private final Map<String, Long> told = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private long comparedAt;
    private volatile @Nullable InputStream stream;
    private volatile boolean closed;

    EtcdWatch(
            EtcdClient client,
            EtcdKeys keys,
            EtcdDocuments documents,
            String prefix,
            StoreWatcher watcher) {
        this.client = client;
        this.keys = keys;
        this.documents = documents;
        this.prefix = StoreKeys.requirePrefix(prefix);
        this.watcher = watcher;
    }

    /** Returns when changes from now on will be told, or when etcd turned out not to answer. */
    EtcdWatch start() {
        long from = 0;
        try {
            from = learn();
        } catch (StoreUnreachable e) {
            log.debug("store.watch prefix={} starts when etcd answers", prefix);
        }
        long first = from;
        threads.add(thread("follow", () -> follow(first)));
        threads.add(thread("compare", this::compareAgainAndAgain));
        return this;
    }

    /** Notes what is there without telling it, since the caller reads that itself. */
    private synchronized long learn() {
        JsonObject answer = documents.range(prefix, true);
        for (JsonObject pair : answer.objects("kvs")) {
            told.put(keys.from(pair), EtcdKeys.number(pair, "mod_revision"));
        }
        return EtcdTransaction.revision(answer);
    }

    private void follow(long first) throws InterruptedException {
        long next = first + 1;
        boolean known = first > 0;
        while (!closed) {
            try {
                if (!known) {
                    next = compare() + 1;
                }
                known = false;
                read(next);
            } catch (StoreProblem | DamagedDocument | IOException e) {
                log.debug("store.watch prefix={} broke: {}", prefix, e.getMessage());
            }
            Thread.sleep(BETWEEN_STREAMS);
        }
    }

    private void read(long next) throws IOException {
        var create =
                new JsonObject()
                        .put("key", keys.of(prefix))
                        .put("range_end", keys.endOf(prefix))
                        .put("start_revision", String.valueOf(next));
        try (InputStream opened =
                        client.stream("/v3/watch", new JsonObject().put("create_request", create));
                var lines = new BoundedLines(opened)) {
            stream = opened;
            byte[] line = lines.next();
            while (line.length > 0 && !closed) {
                JsonObject message = JsonObject.parse(line);
                if (!message.has("result") || message.object("result").flag("canceled")) {
                    return; // compacted, or the member ends
                }
                message.object("result").objects("events").forEach(this::take);
                line = lines.next();
            }
        } finally {
            stream = null;
        }
    }

    private void take(JsonObject event) {
        JsonObject pair = event.object("kv");
        boolean deleted = "DELETE".equals(event.textOrNull("type"));
        tell(
                keys.from(pair),
                EtcdKeys.number(pair, "mod_revision"),
                deleted ? null : EtcdKeys.value(pair));
    }

    private void compareAgainAndAgain() throws InterruptedException {
        while (!closed) {
            Thread.sleep(BETWEEN_COMPARISONS.dividedBy(10));
            synchronized (this) {
                long since = System.nanoTime() - comparedAt;
                if (since < BETWEEN_COMPARISONS.toNanos()) {
                    continue;
                }
            }
            try {
                compare();
            } catch (StoreProblem e) {
                log.debug("store.watch prefix={} not compared: {}", prefix, e.getMessage());
            }
        }
    }

    /** Tells what is not told yet, deletions included; returns the revision of that state. */
    private long compare() {
        JsonObject answer = documents.range(prefix, true);
        long revision = EtcdTransaction.revision(answer);
        Map<String, Long> there = new HashMap<>();
        for (JsonObject pair : answer.objects("kvs")) {
            there.put(keys.from(pair), EtcdKeys.number(pair, "mod_revision"));
        }
        boolean missed = false;
        for (var entry : there.entrySet()) {
            if (isNews(entry.getKey(), entry.getValue())) {
                missed = true;
                tellOf(entry.getKey());
            }
        }
        for (String gone : gone(there, revision)) {
            missed = true;
            tell(gone, revision, null);
        }
        InputStream silent = stream;
        if (missed && silent != null) {
            close(silent); // it should have told
        }
        synchronized (this) {
            comparedAt = System.nanoTime();
        }
        return revision;
    }

    /** A document that cannot be read, being too large, keeps nobody from hearing of others. */
    private void tellOf(String key) {
        try {
            documents
                    .read(key)
                    .ifPresent(found ->
                            tell(key, Long.parseLong(found.version().text()), found.value()));
        } catch (StoreUnreachable e) {
            throw e;
        } catch (StoreProblem e) {
            log.warn("store.watch key={} not read: {}", key, e.getMessage());
        }
    }

    private synchronized boolean isNews(String key, long revision) {
        return revision > told.getOrDefault(key, 0L);
    }

    private synchronized List<String> gone(Map<String, Long> there, long revision) {
        return told.entrySet().stream()
                .filter(entry -> !there.containsKey(entry.getKey()))
                .filter(entry -> entry.getValue() <= revision)
                .map(Map.Entry::getKey)
                .toList();
    }

    private synchronized void tell(String key, long revision, byte @Nullable [] value) {
        if (closed || revision <= told.getOrDefault(key, 0L)) {
            return;
        }
        if (value == null) {
            told.remove(key);
        } else {
            told.put(key, revision);
        }
        try {
            if (value == null) {
                watcher.deleted(key);
            } else {
                watcher.changed(key, value);
            }
        } catch (RuntimeException e) {
            log.error("store.watch key={} a watcher failed; it goes on", key, e);
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private Thread thread(String what, Work work) {
        return Thread.ofVirtual()
                .name("etcd-" + what + "-" + prefix)
                .start(() -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // closed
                    }
                });
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            log.debug("store.watch stream not closed: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        InputStream open = stream;
        if (open != null) {
            close(open);
        }
    }
}
