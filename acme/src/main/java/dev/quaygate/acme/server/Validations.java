package dev.quaygate.acme.server;

import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Challenges being looked at, each on a virtual thread of its own (RFC 8555 §7.5.1). */
final class Validations {
    private static final Logger LOG = LoggerFactory.getLogger(Validations.class);
    private static final int AT_ONCE = 50;
    private static final int PER_ACCOUNT = 600;

    private final Orders orders;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final RateLimit tries;

    Validations(Orders orders, InstantSource clock) {
        this.orders = orders;
        this.tries =
                new RateLimit(
                        "validations of one account", PER_ACCOUNT, Duration.ofHours(1), clock);
    }

    /** Begins to look; does nothing if somebody looks already or has looked. */
    ServerOrder begin(ServerOrder order, int index, ChallengeCheck check, ChallengeProbe probe)
            throws ServerProblem {
        Proof proof = order.proofs().get(index);
        if (proof.state() != Proof.State.PENDING) {
            return order;
        }
        tries.take(order.account());
        if (!free.tryAcquire()) {
            throw ServerProblem.limited("too many validations at once", 5);
        }
        Proof trying = proof.trying(check.type());
        try {
            orders.set(order.id(), index, trying);
            Thread.ofVirtual()
                    .name("acme-validation")
                    .start(() -> finish(order, index, trying, check, probe));
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
        return order.with(index, trying);
    }

    private void finish(
            ServerOrder order, int index, Proof proof, ChallengeCheck check, ChallengeProbe probe) {
        try {
            JsonObject trouble = look(order, proof, check, probe);
            orders.set(order.id(), index, proof.ended(trouble));
        } catch (RuntimeException e) {
            // The client sees it processing until its order expires, and orders again.
            LOG.warn("internalCa.validationLost name={} what={}", proof.name(), e.getMessage());
        } finally {
            free.release();
        }
    }

    private static @Nullable JsonObject look(
            ServerOrder order, Proof proof, ChallengeCheck check, ChallengeProbe probe) {
        try {
            probe.look(check, proof.name(), proof.token(), proof.token() + "." + order.account());
            return null;
        } catch (ServerProblem problem) {
            return problem.json();
        } catch (IOException e) {
            String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return ServerProblem.json("connection", proof.name() + ": " + what);
        }
    }
}
