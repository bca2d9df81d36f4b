package dev.quaygate.acme.store;

import java.util.regex.Pattern;

/** What a key of the store may look like, and whose it is. */
final class StoreKeys {
    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9_@-][A-Za-z0-9._@-]*(/[A-Za-z0-9_@-][A-Za-z0-9._@-]*)*");

    private StoreKeys() {}

    static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /** Returns the key, or refuses what could lead out of the store. */
    static String require(String key) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("'" + key + "' is not a store key");
        }
        return key;
    }

    /** Returns the prefix, which is a key and a slash. */
    static String requirePrefix(String prefix) {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("'" + prefix + "' does not end with a slash");
        }
        require(prefix.substring(0, prefix.length() - 1));
        return prefix;
    }

    /**
     * Name set whose lease guards a document: {@code certs/SET/…} and {@code backoff/SET.json};
     * empty for all others.
     */
    static String setOf(String key) {
        if (key.startsWith("certs/")) {
            int end = key.indexOf('/', 6);
            return end < 0 ? "" : key.substring(6, end);
        }
        boolean backoff = key.startsWith("backoff/") && key.endsWith(".json");
        return backoff ? key.substring(8, key.length() - 5) : "";
    }
}
