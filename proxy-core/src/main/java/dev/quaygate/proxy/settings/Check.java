package dev.quaygate.proxy.settings;

/** Argument checks that name the field, so that a loader can add file, line and column. */
final class Check {
    private Check() {}

    static void require(boolean condition, String field, String message) {
        if (!condition) {
            throw new InvalidSetting(field, message);
        }
    }
}
