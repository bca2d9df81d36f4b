package dev.quaygate.app.admin;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a request target. It is decoded exactly once and never normalised: a path that is not
 * written the plain way names nothing.
 */
final class AdminTarget {
    private AdminTarget() {}

    static List<String> path(String target) throws Refusal {
        int end = target.indexOf('?');
        String raw = end < 0 ? target : target.substring(0, end);
        if (!raw.startsWith("/")) {
            throw Refusal.notFound("paths begin with /");
        }
        if (raw.equals("/")) {
            return List.of();
        }
        var segments = new ArrayList<String>();
        for (String part : raw.substring(1).split("/", -1)) {
            String segment = decode(part);
            boolean odd =
                    segment.isEmpty()
                            || segment.equals(".")
                            || segment.equals("..")
                            || segment.chars()
                                    .anyMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == '%');
            if (odd || segment.contains("/") && !isName(segments)) {
                throw Refusal.notFound("there is nothing here");
            }
            segments.add(segment);
        }
        return List.copyOf(segments);
    }

    /** Certificates in files are named by their path, which has slashes. */
    private static boolean isName(List<String> before) {
        return before.equals(List.of("v1", "certificates"));
    }

    static Map<String, String> query(String target) throws Refusal {
        var parameters = new LinkedHashMap<String, String>();
        int start = target.indexOf('?');
        if (start < 0) {
            return parameters;
        }
        for (String part : target.substring(start + 1).split("&", -1)) {
            int equals = part.indexOf('=');
            String name = decode(equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : decode(part.substring(equals + 1));
            if (parameters.put(name, value) != null) {
                throw Refusal.malformed(400, "query parameter given twice");
            }
        }
        return parameters;
    }

    private static String decode(String text) throws Refusal {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            boolean whole = i + 2 < text.length();
            int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw Refusal.notFound("there is nothing here");
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException _) {
            throw Refusal.notFound("there is nothing here");
        }
    }
}
