package dev.quaygate.acme.faultca;

/** Whether long tests run whole: {@code -Dquaygate.faults=full}. */
final class FullForm {
    private static final boolean WANTED = "full".equals(System.getProperty("quaygate.faults"));

    private FullForm() {}

    static boolean isWanted() {
        return WANTED;
    }

    static int of(int full, int brief) {
        return WANTED ? full : brief;
    }
}
