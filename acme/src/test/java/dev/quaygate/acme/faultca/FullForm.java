package dev.quaygate.acme.faultca;

/**
 * Whether long tests run whole: {@code -Dquaygate.faults=full}, or only the cases with a text in
 * their name: {@code -Dquaygate.faults.only=TEXT}.
 */
final class FullForm {
    private static final boolean WANTED = "full".equals(System.getProperty("quaygate.faults"));
    private static final String ONLY = System.getProperty("quaygate.faults.only", "");

    private FullForm() {}

    static boolean isWanted() {
        return WANTED;
    }

    static boolean isWanted(String name) {
        return ONLY.isEmpty() ? WANTED : name.contains(ONLY);
    }

    /** Whether a test chooses some of its cases itself. */
    static boolean isBrief() {
        return !WANTED && ONLY.isEmpty();
    }

    static int of(int full, int brief) {
        return WANTED ? full : brief;
    }
}
