package dev.quaygate.proxy.route;

import dev.quaygate.proxy.text.Ascii;
import java.nio.charset.StandardCharsets;

/** The two readings of bytes that routing compares by: folded hosts and merged paths. */
final class Bytes {
    private Bytes() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Hosts: upper case reads as lower case; {@code key} is folded already. */
    static boolean equalFolded(byte[] bytes, int start, int end, byte[] key) {
        if (end - start != key.length) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if (Ascii.lower(bytes[start + i]) != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** Paths: a run of slashes reads as one; {@code key} is merged already. */
    static boolean equalMerged(byte[] bytes, int start, int end, byte[] key) {
        int at = 0;
        for (int i = start; i < end; i++) {
            if (repeatsSlash(bytes, start, i)) {
                continue;
            }
            if (at == key.length || bytes[i] != key[at++]) {
                return false;
            }
        }
        return at == key.length;
    }

    static boolean repeatsSlash(byte[] bytes, int start, int i) {
        return bytes[i] == '/' && i > start && bytes[i - 1] == '/';
    }

    static String merged(String path) {
        var merged = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '/' || i == 0 || path.charAt(i - 1) != '/') {
                merged.append(path.charAt(i));
            }
        }
        return merged.toString();
    }
}
