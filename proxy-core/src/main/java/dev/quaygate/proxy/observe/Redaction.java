package dev.quaygate.proxy.observe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Takes values out of queries whose names must not be written. Immutable, any thread. */
final class Redaction {
    /** Names that are redacted if the configuration says nothing. */
    static final List<String> DEFAULT =
            List.of("authorization", "cookie", "set-cookie", "token", "code");

    private static final String HIDDEN = "REDACTED";

    private final Set<String> names;

    Redaction(Collection<String> lowerNames) {
        names = Set.copyOf(lowerNames);
    }

    boolean hides(String field) {
        return names.contains(field);
    }

    /** The query with hidden values replaced; the very same string if there are none. */
    String query(String query) {
        StringBuilder changed = null;
        int copied = 0;
        int start = query.startsWith("?") ? 1 : 0;
        while (start < query.length()) {
            int end = end(query, start);
            int equals = query.indexOf('=', start);
            if (equals >= 0 && equals < end && hidesName(query.substring(start, equals))) {
                changed = changed == null ? new StringBuilder() : changed;
                changed.append(query, copied, equals + 1).append(HIDDEN);
                copied = end;
            }
            start = end + 1;
        }
        return changed == null ? query : changed.append(query, copied, query.length()).toString();
    }

    /** A URL with its query redacted. */
    String url(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query) + query(url.substring(query));
    }

    private static int end(String query, int from) {
        for (int i = from; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c == '&' || c == ';' || c == '#') {
                return i;
            }
        }
        return query.length();
    }

    private boolean hidesName(String name) {
        if (name.indexOf('%') < 0) {
            return names.contains(name.toLowerCase(Locale.ROOT));
        }
        try {
            String decoded = URLDecoder.decode(name, StandardCharsets.UTF_8);
            return names.contains(decoded.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            return false; // not an escape: no reader will take it for the name
        }
    }
}
