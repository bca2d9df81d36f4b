package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.tls.MissingCertificates.Answer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handshakes that wait for the first certificate of their name, bounded in number, each with a
 * virtual thread. Event loops go on meanwhile. Any thread.
 */
public final class WaitingHandshakes {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingHandshakes.class);

    private static final int MOST = 1_000;

    /** So that one name that everybody asks for leaves room for the others. */
    private static final int MOST_OF_ONE_NAME = 100;

    private final Semaphore places = new Semaphore(MOST);
    private final Map<String, Integer> byName = new ConcurrentHashMap<>();
    private final LongAdder turnedAway = new LongAdder();
    private volatile @Nullable MissingCertificates source;

    /** Who is asked from now on. */
    public void source(MissingCertificates next) {
        source = next;
    }

    /** How many wait now. */
    public int waiting() {
        return MOST - places.availablePermits();
    }

    /** How many were refused because too many waited. */
    public long turnedAway() {
        return turnedAway.sum();
    }

    /** A handshake asked for a name of ours that has no certificate of its own. */
    void asked(String serverName) {
        MissingCertificates now = source;
        if (now != null) {
            now.asked(serverName);
        }
    }

    boolean isOnDemand(String serverName) {
        MissingCertificates now = source;
        return now != null && now.isOnDemand(serverName);
    }

    Duration longestWait() {
        MissingCertificates now = source;
        return now == null ? Duration.ZERO : now.longestWait();
    }

    /**
     * Waits for a certificate. Returns at once.
     *
     * @param done told once, on some other thread, unless the wait is interrupted
     * @return the thread that waits; its interruption ends the wait; null if too many wait
     */
    @Nullable Thread start(String serverName, InetAddress client, Consumer<Answer> done) {
        MissingCertificates now = source;
        if (now == null || !enter(serverName)) {
            turnedAway.increment();
            return null;
        }
        return Thread.ofVirtual()
                .name("handshake-" + serverName)
                .start(() -> wait(now, serverName, client, done));
    }

    private void wait(
            MissingCertificates from,
            String serverName,
            InetAddress client,
            Consumer<Answer> done) {
        Answer answer = new Answer.NotYet("internal error");
        try {
            answer = from.obtain(serverName, client);
        } catch (InterruptedException _) {
            return; // the client is gone
        } catch (RuntimeException e) {
            LOG.error("ondemand.trouble name={}", serverName, e);
        } finally {
            leave(serverName);
        }
        done.accept(answer);
    }

    private boolean enter(String serverName) {
        if (!places.tryAcquire()) {
            return false;
        }
        if (byName.merge(serverName, 1, Integer::sum) <= MOST_OF_ONE_NAME) {
            return true;
        }
        leave(serverName);
        return false;
    }

    private void leave(String serverName) {
        byName.computeIfPresent(serverName, (_, count) -> count == 1 ? null : count - 1);
        places.release();
    }
}
