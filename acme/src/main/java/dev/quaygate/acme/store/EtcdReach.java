package dev.quaygate.acme.store;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether etcd answers. Logs when that changes, and once a minute while it does not, however many
 * requests fail.
 */
final class EtcdReach {
    private static final Logger log = LoggerFactory.getLogger(EtcdReach.class);

    private static final long QUIET = Duration.ofSeconds(1).toNanos();
    private static final long LOG_AGAIN = Duration.ofMinutes(1).toNanos();

    private @Nullable StoreUnreachable last;
    private long lastAt;
    private long loggedAt;

    synchronized boolean isDown() {
        return last != null;
    }

    /** Spares the next request the wait when one has just waited in vain. */
    synchronized void failFast() {
        StoreUnreachable known = last;
        if (known != null && System.nanoTime() - lastAt < QUIET) {
            throw new StoreUnreachable(String.valueOf(known.getMessage()), known.getCause());
        }
    }

    synchronized void answered() {
        if (last != null) {
            last = null;
            log.info("store.back etcd answers again");
        }
    }

    synchronized StoreUnreachable silent(URI member, EtcdSilence silence) {
        StoreUnreachable problem = problem(member, silence);
        long now = System.nanoTime();
        if (last == null || now - loggedAt > LOG_AGAIN) {
            loggedAt = now;
            log.warn(
                    "store.unreachable {}; certificates are served from memory, none is ordered",
                    problem.getMessage());
        }
        last = problem;
        lastAt = now;
        return problem;
    }

    static StoreUnreachable problem(URI member, EtcdSilence silence) {
        String how = silence.isRefusal() ? "does not let us in, " : "does not answer, ";
        return new StoreUnreachable(
                "QG6001 etcd " + how + member + ": " + silence.getMessage(), silence);
    }
}
