package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.refuse;
import static dev.quaygate.it.corpus.H1Case.serve;
import static dev.quaygate.it.corpus.Raw.get;
import static dev.quaygate.it.corpus.Raw.request;

import dev.quaygate.it.corpus.H1Case.On;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Hop-by-hop, protected and spoofable fields (RFC 9110 section 7.6.1, RFC 7239). */
final class HopCases {
    private static final List<String> DROPPED =
            List.of(
                    "Keep-Alive: timeout=evil",
                    "Proxy-Connection: keep-alive",
                    "Proxy-Authenticate: evil",
                    "Proxy-Authorization: Basic evil",
                    "TE: trailers",
                    "Trailer: X-Evil",
                    "Upgrade: evil/1",
                    "HTTP2-Settings: evil",
                    "Proxy: http://evil.test/");

    private static final List<String> FORGED =
            List.of(
                    "Forwarded: for=evil",
                    "X-Forwarded-For: evil",
                    "x-forwarded-for: evil",
                    "X-FORWARDED-FOR: evil, 127.0.0.1",
                    "X-Forwarded-Host: evil.test",
                    "X-Forwarded-Port: 666evil",
                    "X-Forwarded-Proto: evil",
                    "X-Forwarded-Server: evil",
                    "X-Forwarded-Prefix: /evil",
                    "X-Forwarded-Ssl: evil",
                    "X-Forwarded-Client-Cert: evil",
                    "X-Real-IP: evil",
                    "X-Client-IP: evil",
                    "True-Client-IP: evil",
                    "X-Cluster-Client-IP: evil",
                    "Client-Cert: :evil:",
                    "Client-Cert-Chain: :evil:",
                    "X-SSL-Client-Verify: evil",
                    "X-SSL-Client-S-DN: CN=evil",
                    "X-Original-URL: /evil",
                    "X-Rewrite-URL: /evil",
                    "Early-Data: evil");

    private static final List<String> PROTECTED =
            List.of(
                    "Host",
                    "Content-Length",
                    "Transfer-Encoding",
                    "Cookie",
                    "Authorization",
                    "Forwarded",
                    "X-Forwarded-For",
                    "X-Forwarded-Proto",
                    "X-Real-IP");

    private HopCases() {}

    static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        for (String field : DROPPED) {
            String rule = field.startsWith("Proxy:") ? "P3" : "P1";
            cases.add(
                    serve("dropped: " + field, rule, "9110 7.6.1", get("/p", field), "GET /p")
                            .lacking(name(field)));
        }
        for (String field : FORGED) {
            cases.add(serve("forged: " + field, "P4", "7239 8.1", get("/p", field), "GET /p"));
        }
        for (String field : PROTECTED) {
            cases.add(
                    refuse(
                            "Connection names " + field,
                            "P2",
                            "9110 7.6.1",
                            request(
                                            "POST",
                                            "/p",
                                            "Connection: close, " + field.toLowerCase(Locale.ROOT),
                                            "Content-Length: 5")
                                    + "hello"));
        }
        cases.addAll(
                List.of(
                        serve(
                                        "fields named by Connection",
                                        "P1",
                                        "9110 7.6.1",
                                        get(
                                                "/p",
                                                "Connection: X-Hop, x-hop-2",
                                                "X-Hop: evil",
                                                "X-Hop-2: evil",
                                                "X-Kept: v"),
                                        "GET /p")
                                .holding("x-kept: v")
                                .lacking("x-hop:", "x-hop-2:"),
                        serve(
                                        "fields named by a second Connection line",
                                        "P1",
                                        "9110 7.6.1",
                                        get(
                                                "/p",
                                                "Connection: keep-alive",
                                                "Connection: X-Hop",
                                                "X-Hop: evil"),
                                        "GET /p")
                                .lacking("x-hop:"),
                        serve(
                                        "fields named in odd case",
                                        "P1",
                                        "9110 7.6.1",
                                        get("/p", "cOnnection: x-HOP", "X-hop: evil"),
                                        "GET /p")
                                .lacking("x-hop:"),
                        serve(
                                "two forged address lines",
                                "P4",
                                "7239 8.1",
                                get("/p", "X-Forwarded-For: evil", "X-Forwarded-For: evil2"),
                                "GET /p"),
                        serve("our own address line", "P5", "7239 5.2", get("/p"), "GET /p")
                                .holding("x-forwarded-for: 127.0.0.1"),
                        serve(
                                        "scheme of a clear connection",
                                        "P5",
                                        "7239 5.4",
                                        get("http://site.internal/p", "X-Forwarded-Proto: https"),
                                        "GET /p")
                                .holding("x-forwarded-proto: http\n")
                                .only(On.CLEAR),
                        serve(
                                        "scheme of a TLS connection",
                                        "P5",
                                        "7239 5.4",
                                        get("http://site.internal/p", "X-Forwarded-Proto: http"),
                                        "GET /p")
                                .holding("x-forwarded-proto: https\n")
                                .only(On.TLS),
                        serve("host of the connection", "P5", "7239 5.3", get("/p"), "GET /p")
                                .holding("x-forwarded-host: site.internal"),
                        serve(
                                        "many Connection options",
                                        "P1",
                                        "9110 7.6.1",
                                        get(
                                                "/p",
                                                "Connection: , keep-alive, ,X-Hop,",
                                                "X-Hop: evil"),
                                        "GET /p")
                                .lacking("x-hop:")));
        return cases;
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }
}
