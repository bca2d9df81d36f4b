package dev.quaygate.it.corpus;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A request target as the laxest upstream reads it: decoded once, backslash as slash, parameters
 * cut, slashes merged, dot segments resolved. Used only to see whether a denied path arrived.
 */
final class LiberalPath {
    private LiberalPath() {}

    static String of(String target) {
        String path = target.split("[?#]", 2)[0];
        int authority = path.indexOf("://");
        if (authority > 0 && !path.startsWith("/")) {
            int slash = path.indexOf('/', authority + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : decodeOnce(path).replace('\\', '/').split("/", -1)) {
            int parameter = segment.indexOf(';');
            String name = parameter < 0 ? segment : segment.substring(0, parameter);
            if (name.equals("..")) {
                kept.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                kept.addLast(name);
            }
        }
        return "/" + String.join("/", kept);
    }

    private static String decodeOnce(String path) {
        var decoded = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%' && i + 2 < path.length() && hex(path, i + 1) >= 0) {
                decoded.append((char) hex(path, i + 1));
                i += 2;
            } else {
                decoded.append(path.charAt(i));
            }
        }
        return decoded.toString();
    }

    private static int hex(String text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
