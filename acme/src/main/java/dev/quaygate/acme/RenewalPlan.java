package dev.quaygate.acme;

import java.time.Instant;

/**
 * Whether to renew now, and why, or until when to wait. A pure decision: the same facts give the
 * same plan.
 */
public sealed interface RenewalPlan {
    /** Order a successor now. */
    record RenewNow(RenewalReason reason) implements RenewalPlan {}

    /**
     * Nothing to do before then.
     *
     * @param instant when the decision will be to renew, if the facts stay as they are
     * @param reason the rule that gave the instant
     */
    record WaitUntil(Instant instant, RenewalReason reason) implements RenewalPlan {}

    /**
     * Fractions of the life left at which a renewal happens whatever the authority or the operator
     * says.
     */
    double EMERGENCY_LEFT = 1 / 20.0;

    double IMMINENT_LEFT = 1 / 50.0;

    /**
     * A new certificate rests for this fraction of its life, so that no answer of an authority
     * makes a loop of orders.
     */
    double REST = 1 / 10.0;

    /** Decides by the first rule that fits. */
    static RenewalPlan decide(RenewalFacts facts, Instant now) {
        Life life = facts.life();
        Instant rested = life.at(REST);
        if (facts.revoked()) {
            return new RenewNow(RenewalReason.REVOKED);
        }
        if (tellsOfRevocation(facts, now) && (!facts.replacedRevoked() || !now.isBefore(rested))) {
            return new RenewNow(RenewalReason.REVOKED);
        }
        if (!now.isBefore(life.atLeft(IMMINENT_LEFT))) {
            return new RenewNow(RenewalReason.IMMINENT);
        }
        if (!now.isBefore(life.atLeft(EMERGENCY_LEFT))) {
            return new RenewNow(RenewalReason.EMERGENCY);
        }
        if (facts.asked()) {
            return new RenewNow(RenewalReason.ASKED);
        }
        return byTime(scheduled(facts, now), life, now);
    }

    private static RenewalPlan byTime(WaitUntil planned, Life life, Instant now) {
        Instant due = Durations.later(planned.instant(), life.at(REST));
        if (!now.isBefore(due)) {
            return new RenewNow(planned.reason());
        }
        Instant emergency = life.atLeft(EMERGENCY_LEFT);
        return due.isAfter(emergency)
                ? new WaitUntil(emergency, RenewalReason.EMERGENCY)
                : new WaitUntil(due, planned.reason());
    }

    private static WaitUntil scheduled(RenewalFacts facts, Instant now) {
        Instant byLife = byLife(facts.set(), facts.life());
        return switch (facts.rule()) {
            case RenewalRule.At(double fraction) ->
                    new WaitUntil(
                            Durations.earlier(facts.life().at(fraction), byLife),
                            RenewalReason.POLICY);
            case RenewalRule.Window window -> inWindow(window, facts, byLife);
            case RenewalRule.Auto() -> advised(facts, byLife, now);
        };
    }

    /** A short life may have no window between its rest and the latest point. */
    private static WaitUntil inWindow(
            RenewalRule.Window window, RenewalFacts facts, Instant byLife) {
        Instant at = window.lastBefore(byLife, SetId.spread(facts.set()));
        return at.isBefore(facts.life().at(REST))
                ? new WaitUntil(byLife, RenewalReason.LIFE)
                : new WaitUntil(at, RenewalReason.POLICY);
    }

    private static WaitUntil advised(RenewalFacts facts, Instant byLife, Instant now) {
        AriRecord.Window window =
                facts.ari() == null ? null : facts.ari().usable(now, facts.life());
        return window == null
                ? new WaitUntil(byLife, RenewalReason.LIFE)
                : new WaitUntil(window.chosen(), RenewalReason.ARI);
    }

    /**
     * Two thirds of a long life or half of a short one, earlier by up to a twentieth so that sets
     * do not come together.
     */
    private static Instant byLife(String set, Life life) {
        double point = life.isShort() ? 1 / 2.0 : 2 / 3.0;
        return life.at(point - SetId.spread(set) / 20);
    }

    private static boolean tellsOfRevocation(RenewalFacts facts, Instant now) {
        AriRecord.Window window = facts.ari() == null ? null : facts.ari().window();
        return window != null && window.tellsOfRevocation(now);
    }
}
