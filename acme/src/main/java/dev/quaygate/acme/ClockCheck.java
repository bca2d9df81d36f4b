package dev.quaygate.acme;

import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.issue.Issuer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a set does about a clock in doubt: asks an authority, and waits for its turn. */
record ClockCheck(ManagerContext context) {
    private static final Logger log = LoggerFactory.getLogger(ClockCheck.class);

    /** Why a set waits. */
    static final String HELD =
            ClockGuard.CODE + " the clock is in doubt; few renewals an hour until a CA confirms it";

    private static final Duration AHEAD = Duration.ofMinutes(15); // nodes of a fleet are closer

    /** Asks for the time if there is doubt, and forgets pauses that a wrong clock has set. */
    void look(NameSet set) throws InterruptedException {
        ask(set.state().policy());
        Instant latest = context.environment().clock().instant().plus(AHEAD);
        if (set.state().attempts().backoffs().stream().anyMatch(b -> b.at().isAfter(latest))) {
            set.remember(AttemptRecord::withoutBackoffs);
        }
    }

    private void ask(@Nullable CertificatePolicy policy) throws InterruptedException {
        if (policy == null || policy.issuers().stream().noneMatch(Issuer.Acme.class::isInstance)) {
            return;
        }
        if (!context.clock().mayAsk()) {
            return;
        }
        for (Issuer issuer : policy.issuers()) {
            if (issuer instanceof Issuer.Acme acme && isHeard(acme)) {
                return;
            }
        }
    }

    private boolean isHeard(Issuer.Acme issuer) throws InterruptedException {
        try {
            context.clock().heard(context.client(issuer).directory().serverTime());
            return true;
        } catch (AcmeFailure e) {
            log.debug("clock.unconfirmed issuer={} what={}", issuer.id(), e.getMessage());
            return false;
        }
    }

    /**
     * Takes a renewal's place in the hour.
     *
     * @throws OrderDeferred if the clock is in doubt and the hour has had its renewals
     */
    void admit(SetState state, RenewalReason reason) throws OrderDeferred {
        if (SetDecision.dependsOnClock(state, reason) && !context.clock().admit()) {
            throw new OrderDeferred(HELD);
        }
    }
}
