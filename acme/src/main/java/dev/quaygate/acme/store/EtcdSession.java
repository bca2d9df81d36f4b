package dev.quaygate.acme.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One etcd lease of this process on which all its locks hang, kept alive by a thread. Life is
 * counted on the monotonic clock from before each request, so we never believe in a lease longer
 * than etcd does, and a process that was stopped knows at once.
 */
final class EtcdSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EtcdSession.class);

    /** A lease of etcd. Any thread. */
    static final class Grant {
        private final String id;
        private volatile long end;

        Grant(String id, long end) {
            this.id = id;
            this.end = end;
        }

        String id() {
            return id;
        }

        boolean isOver() {
            return System.nanoTime() - end >= 0;
        }
    }

    private final EtcdClient client;
    private final Duration ttl;
    private final Runnable afterLife;
    private final Thread thread;
    private @Nullable Grant grant;

    /**
     * @param afterLife called after each sign of life of etcd while there is a lease
     */
    EtcdSession(EtcdClient client, Duration ttl, Runnable afterLife) {
        this.client = client;
        this.ttl = ttl;
        this.afterLife = afterLife;
        this.thread = Thread.ofVirtual().name("etcd-session").start(this::keepAlive);
    }

    /** The present lease, made now if there is none. */
    synchronized Grant current() {
        Grant known = grant;
        if (known != null && !known.isOver()) {
            return known;
        }
        long before = System.nanoTime();
        JsonObject answer =
                client.call("/v3/lease/grant", new JsonObject().put("TTL", ttl.toSeconds()));
        var made = new Grant(answer.text("ID"), before + usable(answer));
        grant = made;
        return made;
    }

    private void keepAlive() {
        try {
            while (true) {
                boolean alive = refresh();
                Thread.sleep(alive ? ttl.dividedBy(3) : Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Returns false if it should be tried again soon. */
    private boolean refresh() {
        Grant present;
        synchronized (this) {
            present = grant;
        }
        if (present == null) {
            return true;
        }
        try {
            long before = System.nanoTime();
            JsonObject answer =
                    client.call("/v3/lease/keepalive", new JsonObject().put("ID", present.id()));
            JsonObject result = answer.object("result");
            if (EtcdKeys.number(result, "TTL") <= 0) {
                forget(present);
                return true;
            }
            present.end = before + usable(result);
            afterLife.run();
            return true;
        } catch (StoreProblem | DamagedDocument e) {
            if (present.isOver()) {
                forget(present);
            }
            return false;
        }
    }

    private synchronized void forget(Grant lost) {
        if (grant == lost) {
            lost.end = System.nanoTime();
            grant = null;
            log.warn("store.lease code=QG6002 the lease at etcd was lost; orders in flight stop");
        }
    }

    /** A tenth less than promised, for the way of the answer and for clocks that run unlike. */
    private static long usable(JsonObject answer) {
        return Duration.ofSeconds(EtcdKeys.number(answer, "TTL")).toNanos() / 10 * 9;
    }

    /** Ends the lease, so that others need not wait for its end. */
    @Override
    public void close() {
        thread.interrupt();
        Grant present;
        synchronized (this) {
            present = grant;
            grant = null;
        }
        if (present == null || present.isOver()) {
            return;
        }
        present.end = System.nanoTime();
        try {
            client.call("/v3/lease/revoke", new JsonObject().put("ID", present.id()));
        } catch (StoreProblem e) {
            log.debug("store.lease not given back, it ends by itself: {}", e.getMessage());
        }
    }
}
