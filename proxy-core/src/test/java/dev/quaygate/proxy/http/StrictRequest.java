package dev.quaygate.proxy.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A slow, strict reader of HTTP/1.1 request heads (RFC 9112) that shares nothing with the product:
 * the endpoint's view in tests. Fails with {@link IllegalArgumentException} on any doubt.
 */
record StrictRequest(String method, String target, List<Field> fields) {
    record Field(String name, String value) {}

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(" + TOKEN + ") (/[\\x21\\x22\\x24-\\x7e]*) HTTP/1\\.1");
    private static final Pattern FIELD =
            Pattern.compile(
                    "("
                            + TOKEN
                            + "): ((?:[\\x21-\\x7e\\x80-\\xff](?:[\\t\\x20-\\x7e\\x80-\\xff]*[\\x21-\\x7e\\x80-\\xff])?)?)");

    static StrictRequest read(String head) {
        if (!head.endsWith("\r\n\r\n") || head.indexOf("\r\n\r\n") != head.length() - 4) {
            throw new IllegalArgumentException("does not end with its first empty line");
        }
        List<String> lines = List.of(head.substring(0, head.length() - 4).split("\r\n", -1));
        Matcher first = REQUEST_LINE.matcher(lines.get(0));
        if (!first.matches()) {
            throw new IllegalArgumentException("request line");
        }
        var fields = new ArrayList<Field>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher field = FIELD.matcher(line);
            if (!field.matches()) {
                throw new IllegalArgumentException("field line");
            }
            fields.add(new Field(field.group(1).toLowerCase(Locale.ROOT), field.group(2)));
        }
        return new StrictRequest(first.group(1), first.group(2), List.copyOf(fields)).checked();
    }

    List<String> values(String name) {
        return fields.stream().filter(f -> f.name.equals(name)).map(Field::value).toList();
    }

    private StrictRequest checked() {
        if (values("host").size() != 1) {
            throw new IllegalArgumentException("hosts: " + values("host").size());
        }
        List<String> lengths = values("content-length");
        List<String> codings = values("transfer-encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new IllegalArgumentException("framing said more than once");
        }
        if (!lengths.isEmpty() && !lengths.get(0).matches("0|[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("length");
        }
        if (!codings.isEmpty() && !codings.get(0).equals("chunked")) {
            throw new IllegalArgumentException("coding");
        }
        return this;
    }
}
