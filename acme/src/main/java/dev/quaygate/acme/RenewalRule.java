package dev.quaygate.acme;

/**
 * When the operator wants a renewal; the safety stops of {@link RenewalPlan} hold whatever is
 * chosen.
 */
public sealed interface RenewalRule {
    /** The authority's window (RFC 9773), else a fraction of the life. */
    record Auto() implements RenewalRule {}

    /**
     * A fixed point of the life.
     *
     * @param fraction part of the life used up by then, between 0 and 1 exclusive
     */
    record At(double fraction) implements RenewalRule {
        public At {
            if (!(fraction > 0 && fraction < 1)) {
                throw new IllegalArgumentException(
                        "renew.at: " + fraction + " must lie between 0 and 1");
            }
        }
    }
}
