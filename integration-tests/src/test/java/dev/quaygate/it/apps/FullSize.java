package dev.quaygate.it.apps;

/**
 * Some tests show the same in a short form, with every build, and in the size in which it is
 * promised: {@code -Dquaygate.it.full=true}, on a machine that does nothing else.
 */
final class FullSize {
    static final boolean ON = Boolean.getBoolean("quaygate.it.full");

    private FullSize() {}

    static int of(int full, int small) {
        return ON ? full : small;
    }
}
