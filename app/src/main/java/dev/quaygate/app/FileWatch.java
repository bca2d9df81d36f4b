package dev.quaygate.app;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files in some directories have changed and come to rest. Kernel events only wake it:
 * what counts is what the files look like, so that renames, swapped symbolic links and file systems
 * that tell nothing are all seen. Its own virtual thread.
 */
final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final Duration POLL = Duration.ofSeconds(2);

    /** Files that never rest are read all the same after this many settle times. */
    private static final int PATIENCE = 25;

    private final WatchService events;
    private final Runnable changed;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private volatile List<Path> directories = List.of();
    private volatile Duration settle;
    private final Thread thread;
    private Map<Path, String> seen;

    /**
     * Begins to watch.
     *
     * @param changed called after each change on the thread of this watch
     */
    FileWatch(List<Path> directories, Duration settle, Runnable changed) throws IOException {
        this.events = Path.of("").getFileSystem().newWatchService();
        this.changed = changed;
        this.settle = settle;
        watch(directories, settle);
        this.seen = look();
        this.thread = Thread.ofVirtual().name("file-watch").start(this::run);
    }

    /** Makes these the directories. */
    synchronized void watch(List<Path> next, Duration settle) {
        this.settle = settle;
        keys.entrySet()
                .removeIf(entry -> {
                    boolean gone = !next.contains(entry.getKey());
                    if (gone) {
                        entry.getValue().cancel();
                    }
                    return gone;
                });
        next.stream().filter(directory -> !keys.containsKey(directory)).forEach(this::register);
        directories = List.copyOf(next);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            events.close();
        } catch (IOException e) {
            LOG.debug("watch.close what={}", e.getMessage());
        }
    }

    private void register(Path directory) {
        try {
            keys.put(
                    directory,
                    directory.register(
                            events,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
        } catch (IOException e) {
            LOG.warn(
                    "watch.directory path={} cannot be watched, looked at every {} s",
                    directory,
                    POLL.toSeconds());
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                waitForEvent(POLL);
                Map<Path, String> now = look();
                if (!now.equals(seen)) {
                    seen = rest(now);
                    changed.run();
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitForEvent(Duration limit) throws InterruptedException {
        WatchKey key = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = events.poll();
        }
    }

    private Map<Path, String> rest(Map<Path, String> first) throws InterruptedException {
        Map<Path, String> before = first;
        for (int i = 0; i < PATIENCE; i++) {
            Thread.sleep(settle);
            Map<Path, String> now = look();
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** What distinguishes one content of a file from another, without reading it. */
    private Map<Path, String> look() {
        var found = new TreeMap<Path, String>();
        for (Path directory : directories) {
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(directory, "*.{yaml,yml,json}")) {
                files.forEach(file -> found.put(file, signature(file)));
            } catch (IOException | java.nio.file.DirectoryIteratorException _) {
                found.put(directory, "gone");
            }
        }
        return found;
    }

    private static String signature(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey()
                    + " "
                    + attributes.size()
                    + " "
                    + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }
}
