package dev.quaygate.acme.store;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands changes to watchers, in order, each watcher on a virtual thread of its own. Any thread. */
final class Watchers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watchers.class);

    /** A null value says that the document is gone. */
    private record Change(String key, byte @Nullable [] value) {}

    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    Subscription add(String prefix, StoreWatcher watcher) {
        var watch = new Watch(StoreKeys.requirePrefix(prefix), watcher);
        watches.add(watch);
        watch.thread.start();
        return watch;
    }

    /** Takes a change without waiting for anybody. */
    void changed(String key, byte @Nullable [] value) {
        for (Watch watch : watches) {
            if (key.startsWith(watch.prefix)) {
                watch.changes.add(new Change(key, value));
            }
        }
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }

    private final class Watch implements Subscription {
        private final String prefix;
        private final StoreWatcher watcher;
        private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
        private final Thread thread;
        private volatile boolean closed;

        Watch(String prefix, StoreWatcher watcher) {
            this.prefix = prefix;
            this.watcher = watcher;
            this.thread = Thread.ofVirtual().name("store-watch-" + prefix).unstarted(this::run);
        }

        private void run() {
            try {
                while (!closed) {
                    tell(changes.take());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closed
            }
        }

        private synchronized void tell(Change change) {
            if (closed) {
                return;
            }
            try {
                byte[] value = change.value();
                if (value == null) {
                    watcher.deleted(change.key());
                } else {
                    watcher.changed(change.key(), value);
                }
            } catch (RuntimeException e) {
                log.error("store.watch key={} a watcher failed; it goes on", change.key(), e);
            }
        }

        @Override
        public void close() {
            closed = true;
            watches.remove(this);
            thread.interrupt();
        }
    }
}
