package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.either;
import static dev.quaygate.it.corpus.H1Case.refuse;
import static dev.quaygate.it.corpus.Raw.HOST;
import static dev.quaygate.it.corpus.Raw.SMUGGLED;
import static dev.quaygate.it.corpus.Raw.get;
import static dev.quaygate.it.corpus.Raw.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Field names, values, folds and singletons (RFC 9112 section 5, RFC 9110 section 5). */
final class FieldCases {
    private static final Map<String, String> LINES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("N1 empty name", ": v"),
                            Map.entry("N1 blank in the name", "X A: v"),
                            Map.entry("N1 blank before the colon", "X-A : v"),
                            Map.entry("N1 tab before the colon", "X-A\t: v"),
                            Map.entry("N1 8-bit name", "X-\u00e9: v"),
                            Map.entry("N1 control in the name", "X-\u0001: v"),
                            Map.entry("N1 NUL in the name", "X-\0: v"),
                            Map.entry("N1 parenthesis in the name", "X(A): v"),
                            Map.entry("N1 slash in the name", "X/A: v"),
                            Map.entry("N1 brackets in the name", "X[A]: v"),
                            Map.entry("N1 no colon", "nonsense"),
                            Map.entry("N1 request line as a field", "GET /smuggled HTTP/1.1"),
                            Map.entry("N2 fold with blank", "X-A: b\r\n c"),
                            Map.entry("N2 fold with tab", "X-A: b\r\n\tc"),
                            Map.entry("N2 fold after nothing", "X-A:\r\n b"),
                            Map.entry("N2 fold of blanks only", "X-A: b\r\n \r\n"),
                            Map.entry("N2 fold that looks like a field", "X-A: b\r\n X-B: c"),
                            Map.entry("N3 NUL in a value", "X-A: b\0c"),
                            Map.entry("N3 bare CR in a value", "X-A: b\rX-B: c"),
                            Map.entry("N3 bare LF in a value", "X-A: b\nX-B: c"),
                            Map.entry("N3 DEL in a value", "X-A: b\u007fc"),
                            Map.entry("N3 control in a value", "X-A: b\u0001c"),
                            Map.entry("N3 escape in a value", "X-A: \u001b[31m"),
                            Map.entry("N3 vertical tab in a value", "X-A: b\u000bc"),
                            Map.entry("N3 NUL at the end", "X-A: b\0")));

    private static final Map<String, String> SINGLETONS =
            new TreeMap<>(
                    Map.of(
                            "Authorization", "Basic YTpi",
                            "Content-Type", "text/plain",
                            "Content-Range", "bytes 0-0/1",
                            "If-Modified-Since", "Tue, 24 Nov 2026 00:00:00 GMT",
                            "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));

    private FieldCases() {}

    static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        LINES.forEach((name, text) ->
                cases.add(
                        refuse(
                                "field: " + name.substring(3),
                                name.substring(0, 2),
                                "9112 5",
                                get("/f", text, "X-Last: v"))));
        SINGLETONS.forEach((name, value) ->
                cases.add(
                        refuse(
                                "second " + name,
                                "N5",
                                "9110 5.3",
                                get(
                                        "/f",
                                        name + ": " + value,
                                        name.toUpperCase(Locale.ROOT) + ": x"))));
        cases.addAll(
                List.of(
                        refuse(
                                "first field begins with a blank",
                                "N2",
                                "9112 2.2",
                                "GET /f HTTP/1.1\r\n X-A: b\r\n" + HOST + "\r\n"),
                        refuse(
                                "first field begins with a tab",
                                "N2",
                                "9112 2.2",
                                "GET /f HTTP/1.1\r\n\tX-A: b\r\n" + HOST + "\r\n"),
                        refuse(
                                "NUL before the end hides a request",
                                "N3",
                                "9110 5.5",
                                "GET /f HTTP/1.1\r\n" + HOST + "X-A: b\0\r\n\r\n" + SMUGGLED),
                        underscore("X_Forwarded_For: evil"),
                        underscore("x_forwarded_proto: evil"),
                        underscore("X-Forwarded_Host: evil"),
                        underscore("X_Real_IP: evil"),
                        underscore("PROXY_: evil"),
                        either(
                                        "underscore twin of Connection",
                                        "N4",
                                        "9110 7.6.1",
                                        get("/f", "Connection_: x", "Keep_Alive: evil"),
                                        "GET /f")
                                .lacking("keep_alive:"),
                        either(
                                        "underscore twin of Host",
                                        "N4",
                                        "9110 7.2",
                                        request("GET", "/f", "Ho_st: b", "Host_: evil"),
                                        "GET /f")
                                .lacking("host_:")));
        return cases;
    }

    private static H1Case underscore(String field) {
        return either("underscore: " + field, "N4", "9110 5.1", get("/f", field), "GET /f")
                .lacking(field.substring(0, field.indexOf(':') + 1).toLowerCase(Locale.ROOT));
    }
}
