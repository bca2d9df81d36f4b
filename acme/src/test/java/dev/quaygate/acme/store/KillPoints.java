package dev.quaygate.acme.store;

/**
 * Counts the places where a process can die, and dies at one of them; afterwards nothing it does
 * has an effect.
 */
public final class KillPoints {
    private final int fatal;
    private int passed;

    public KillPoints(int fatal) {
        this.fatal = fatal;
    }

    public static KillPoints none() {
        return new KillPoints(Integer.MAX_VALUE);
    }

    public int passed() {
        return passed;
    }

    public void pass() {
        if (isNext()) {
            passed = fatal;
            throw new SimulatedCrash();
        }
        passed++;
    }

    /** True if the next {@link #pass} is fatal, for effects that are cut in the middle. */
    boolean isNext() {
        return passed >= fatal;
    }
}
