package dev.quaygate.acme.store;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests to a cluster of etcd. Stays with one member until it fails, then goes to the next; gives
 * up after some seconds, and at once while another request has just given up. Any thread; blocks.
 */
final class EtcdClient implements AutoCloseable {
    /** Long enough for a cluster to agree on a new leader. */
    private static final long PATIENCE = Duration.ofSeconds(6).toNanos();

    private static final long PATIENCE_WHILE_DOWN = Duration.ofMillis(1500).toNanos();
    private static final long BETWEEN_MEMBERS = 100;
    private static final int PARALLEL = 32;

    private final EtcdSettings settings;
    private final EtcdTransport transport;
    private final EtcdReach reach = new EtcdReach();
    private final Semaphore slots = new Semaphore(PARALLEL);
    private final AtomicInteger used = new AtomicInteger();

    EtcdClient(EtcdSettings settings) {
        this.settings = settings;
        this.transport = new EtcdTransport(settings);
    }

    boolean isDown() {
        return reach.isDown();
    }

    /**
     * Sends a request that may be carried out twice without harm.
     *
     * @throws StoreUnreachable if no member answers; it may have been carried out
     * @throws StoreProblem if etcd refuses it
     */
    JsonObject call(String path, JsonObject body) {
        return call(path, body, true);
    }

    /** Sends a request that is repeated only if it certainly reached no member. */
    JsonObject once(String path, JsonObject body) {
        return call(path, body, false);
    }

    private JsonObject call(String path, JsonObject body, boolean repeatable) {
        reach.failFast();
        acquire();
        try {
            long end = System.nanoTime() + (reach.isDown() ? PATIENCE_WHILE_DOWN : PATIENCE);
            for (int asked = 1; ; asked++) {
                int turn = used.get();
                try {
                    JsonObject answer = transport.call(member(turn), path, body);
                    reach.answered();
                    return answer;
                } catch (EtcdSilence silence) {
                    next(turn);
                    if (!repeatable && silence.mayHaveArrived()) {
                        // The caller asks what became of it; others may well answer.
                        throw EtcdReach.problem(member(turn), silence);
                    }
                    boolean refused = silence.isRefusal() && asked >= settings.endpoints().size();
                    if (refused || System.nanoTime() >= end) {
                        throw reach.silent(member(turn), silence);
                    }
                    pause(turn);
                }
            }
        } finally {
            slots.release();
        }
    }

    /** A stream of answers, one JSON object a line; the caller closes it. */
    InputStream stream(String path, JsonObject body) {
        reach.failFast();
        int turn = used.get();
        try {
            return transport.stream(member(turn), path, body);
        } catch (EtcdSilence silence) {
            next(turn);
            throw reach.silent(member(turn), silence);
        }
    }

    private URI member(int turn) {
        return settings.endpoints().get(Math.floorMod(turn, settings.endpoints().size()));
    }

    /** Whoever fails first moves all to the next member. */
    private void next(int turn) {
        boolean _ = used.compareAndSet(turn, turn + 1);
    }

    /** The first round over the members needs no wait. */
    private void pause(int turn) {
        if (turn % settings.endpoints().size() != settings.endpoints().size() - 1) {
            return;
        }
        try {
            Thread.sleep(BETWEEN_MEMBERS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void acquire() {
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static StoreUnreachable interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StoreUnreachable("interrupted while waiting for etcd", e);
    }

    @Override
    public void close() {
        transport.close();
    }
}
