package dev.quaygate.it.corpus;

import dev.quaygate.it.corpus.ParsedRequest.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads what reached an upstream as RFC 9112 allows a sender to write it, without any tolerance: a
 * byte that a conforming sender would not send makes the stream {@link State#MALFORMED}.
 *
 * <p>Shares no code with the program under test. Not thread-safe; one instance reads one byte
 * array.
 */
public final class StrictRequestJudge {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** How a byte stream ends. */
    public enum State {
        /** The last byte ended a request. */
        AT_BOUNDARY,
        /** More bytes could complete a request. */
        PARTIAL,
        /** No continuation can make it right. */
        MALFORMED
    }

    /**
     * What one stream held.
     *
     * @param requests complete requests in order
     * @param fault why it is malformed, or where it stopped; empty at a boundary
     * @param consumed bytes that belong to complete requests
     */
    public record Reading(State state, List<ParsedRequest> requests, String fault, int consumed) {}

    private final byte[] bytes;
    private int at;

    private StrictRequestJudge(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /** Reads as many requests as {@code bytes} holds. */
    public static Reading read(byte[] bytes) {
        return read(bytes, 0, Integer.MAX_VALUE);
    }

    /** Reads at most {@code most} requests from {@code from} on. */
    public static Reading read(byte[] bytes, int from, int most) {
        var judge = new StrictRequestJudge(bytes, from);
        var requests = new ArrayList<ParsedRequest>();
        int boundary = from;
        try {
            while (judge.at < bytes.length && requests.size() < most) {
                requests.add(judge.request());
                boundary = judge.at;
            }
            return new Reading(State.AT_BOUNDARY, requests, "", boundary);
        } catch (Shortened cut) {
            return new Reading(State.PARTIAL, requests, cut.where, boundary);
        } catch (Fault fault) {
            return new Reading(
                    State.MALFORMED, requests, fault.why + " at byte " + judge.at, boundary);
        }
    }

    /**
     * Reads only the head of the request at {@code from}; empty list while it is incomplete or
     * malformed.
     */
    public static List<ParsedRequest> head(byte[] bytes, int from) {
        try {
            return List.of(new StrictRequestJudge(bytes, from).headOnly());
        } catch (Shortened | Fault e) {
            return List.of();
        }
    }

    /** Where the body of the request at {@code from} begins, or -1 while its head is incomplete. */
    public static int bodyStart(byte[] bytes, int from) {
        for (int i = from; i + 3 < bytes.length; i++) {
            if (bytes[i] == '\r'
                    && bytes[i + 1] == '\n'
                    && bytes[i + 2] == '\r'
                    && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private ParsedRequest request() throws Shortened, Fault {
        ParsedRequest head = headOnly();
        List<String> lengths = head.values("content-length");
        List<String> codings = head.values("transfer-encoding");
        if (!codings.isEmpty()) {
            return chunked(head, lengths, codings);
        }
        if (lengths.isEmpty()) {
            return head;
        }
        if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]{1,18}")) {
            throw new Fault("content-length " + lengths);
        }
        long length = Long.parseLong(lengths.getFirst());
        if (bytes.length - at < length) {
            throw new Shortened("body");
        }
        byte[] body = Arrays.copyOfRange(bytes, at, at + (int) length);
        at += (int) length;
        return new ParsedRequest(
                head.method(), head.target(), head.version(), head.fields(), body, List.of());
    }

    private ParsedRequest headOnly() throws Shortened, Fault {
        String[] parts = requestLine();
        List<Field> fields = fields();
        var head = new ParsedRequest(parts[0], parts[1], parts[2], fields, new byte[0], List.of());
        if (head.values("host").size() != 1) {
            throw new Fault("hosts " + head.values("host"));
        }
        return head;
    }

    private String[] requestLine() throws Shortened, Fault {
        String method = until(' ', "method");
        require(isToken(method), "method " + method);
        String target = until(' ', "target");
        require(
                !target.isEmpty() && target.chars().allMatch(c -> c > 0x20 && c < 0x7f),
                "target " + target);
        String version = line("version");
        require(version.equals("HTTP/1.1") || version.equals("HTTP/1.0"), "version " + version);
        return new String[] {method, target, version};
    }

    private List<Field> fields() throws Shortened, Fault {
        var fields = new ArrayList<Field>();
        for (String line = line("head"); !line.isEmpty(); line = line("head")) {
            int colon = line.indexOf(':');
            require(colon > 0, "field line without name: " + line);
            String name = line.substring(0, colon);
            require(isToken(name), "field name " + name);
            String value = trim(line.substring(colon + 1));
            require(
                    value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7f)),
                    "control in value of " + name);
            fields.add(new Field(name, value));
        }
        return List.copyOf(fields);
    }

    private ParsedRequest chunked(ParsedRequest head, List<String> lengths, List<String> codings)
            throws Shortened, Fault {
        require(lengths.isEmpty(), "content-length with transfer-encoding");
        require(
                codings.size() == 1
                        && codings.getFirst().toLowerCase(Locale.ROOT).equals("chunked"),
                "transfer-encoding " + codings);
        require(head.version().equals("HTTP/1.1"), "transfer-encoding in 1.0");
        var body = new ByteArrayOutputStream();
        while (true) {
            String size = line("chunk size");
            require(size.matches("[0-9a-fA-F]{1,15}"), "chunk size " + size);
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                break;
            }
            if (bytes.length - at < length + 2) {
                int have = (int) Math.min(length, bytes.length - at);
                require(
                        bytes.length - at <= length || bytes[at + (int) length] == '\r',
                        "no CRLF after chunk");
                at += have;
                throw new Shortened("chunk data");
            }
            body.write(bytes, at, (int) length);
            at += (int) length;
            require(bytes[at] == '\r' && bytes[at + 1] == '\n', "no CRLF after chunk");
            at += 2;
        }
        List<Field> trailers = fields();
        return new ParsedRequest(
                head.method(),
                head.target(),
                head.version(),
                head.fields(),
                body.toByteArray(),
                trailers);
    }

    private String line(String where) throws Shortened, Fault {
        int start = at;
        while (at < bytes.length) {
            if (bytes[at] == '\n') {
                throw new Fault("bare LF in " + where);
            }
            if (bytes[at] == '\r') {
                if (at + 1 == bytes.length) {
                    throw new Shortened(where);
                }
                require(bytes[at + 1] == '\n', "bare CR in " + where);
                at += 2;
                return text(start, at - 2);
            }
            at++;
        }
        throw new Shortened(where);
    }

    private String until(char stop, String where) throws Shortened, Fault {
        int start = at;
        while (at < bytes.length && bytes[at] != stop) {
            require(bytes[at] != '\r' && bytes[at] != '\n', "line end in " + where);
            at++;
        }
        if (at == bytes.length) {
            throw new Shortened(where);
        }
        return text(start, at++);
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static String trim(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && (value.charAt(from) == ' ' || value.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (value.charAt(to - 1) == ' ' || value.charAt(to - 1) == '\t')) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= '0' && c <= '9')
                                        || TOKEN_MARKS.indexOf(c) >= 0);
    }

    private static void require(boolean holds, String why) throws Fault {
        if (!holds) {
            throw new Fault(why);
        }
    }

    private static final class Shortened extends Exception {
        private static final long serialVersionUID = 1L;
        private final String where;

        private Shortened(String where) {
            this.where = where;
        }
    }

    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;
        private final String why;

        private Fault(String why) {
            this.why = why;
        }
    }
}
