package dev.quaygate.acme;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates in files of the user: served as they are, swapped when both files have changed to a
 * pair that fits. Watches the directories and looks every few seconds all the same, for file
 * systems that tell nothing. Safe for any thread.
 */
public final class ManualCertificates implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ManualCertificates.class);
    private static final Duration POLL = Duration.ofSeconds(2);

    /** Two files are never written at the same instant. */
    private static final Duration SETTLE = Duration.ofMillis(200);

    private final CertificateListener listener;
    private final InstantSource clock;
    private final WatchService watcher;
    private final Thread thread;
    private final Map<Path, WatchKey> watched = new LinkedHashMap<>();
    private volatile Map<String, ManualCertificate> certificates = Map.of();
    private volatile LifecycleSettings settings = LifecycleSettings.defaults();

    /** Begins to watch; there is nothing to watch before the first {@link #configure}. */
    public ManualCertificates(CertificateListener listener, InstantSource clock)
            throws IOException {
        this.listener = listener;
        this.clock = clock;
        this.watcher = Path.of("").getFileSystem().newWatchService();
        this.thread = Thread.ofVirtual().name("manual-certificates").start(this::watch);
    }

    /** Makes these the pairs that are served. Pairs that fit are published before this returns. */
    public synchronized void configure(LifecycleSettings settings, List<ManualFiles> files) {
        var next = new LinkedHashMap<String, ManualCertificate>();
        for (ManualFiles pair : files) {
            ManualCertificate known = certificates.get(pair.id());
            boolean same = known != null && known.files().equals(pair);
            next.put(
                    pair.id(),
                    same ? known : new ManualCertificate(pair, listener, clock.instant()));
        }
        this.settings = settings;
        certificates = Collections.unmodifiableMap(next); // in their order: the later wins
        watchDirectories(files);
        look();
    }

    /** One status for each pair. */
    public List<CertificateStatus> statuses() {
        return certificates.values().stream()
                .map(certificate -> certificate.status(clock.instant()))
                .sorted(Comparator.comparing(CertificateStatus::id))
                .toList();
    }

    /** Looks at all files once. */
    synchronized void look() {
        for (ManualCertificate certificate : certificates.values()) {
            for (LifeAlert alert : certificate.look(settings, clock.instant())) {
                log.warn(
                        "certificate.alert set={} left={} expires={}",
                        alert.id(),
                        alert.lifeLeft(),
                        alert.notAfter());
                listener.alerted(alert);
            }
        }
    }

    @Override
    public void close() throws IOException {
        watcher.close();
        thread.interrupt();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                WatchKey changed = watcher.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                if (changed != null) {
                    Thread.sleep(SETTLE);
                    changed.pollEvents();
                    changed.reset();
                }
                look();
            }
        } catch (ClosedWatchServiceException e) {
            Thread.currentThread().interrupt(); // closed while it waited
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watchDirectories(List<ManualFiles> files) {
        Set<Path> wanted = new HashSet<>();
        for (ManualFiles pair : files) {
            for (Path file : List.of(pair.certificate(), pair.key())) {
                Path directory = file.toAbsolutePath().getParent();
                if (directory != null) {
                    wanted.add(directory);
                }
            }
        }
        watched.entrySet()
                .removeIf(entry -> {
                    boolean gone = !wanted.contains(entry.getKey());
                    if (gone) {
                        entry.getValue().cancel();
                    }
                    return gone;
                });
        for (Path directory : wanted) {
            if (!watched.containsKey(directory)) {
                register(directory);
            }
        }
    }

    private void register(Path directory) {
        try {
            var key =
                    directory.register(
                            watcher,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
            watched.put(directory, key);
        } catch (IOException e) {
            log.warn(
                    "certificate.manual directory={} cannot be watched, looked at every {} s",
                    directory,
                    POLL.toSeconds());
        }
    }
}
