package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H2Case.either;
import static dev.quaygate.it.corpus.H2Case.refuse;
import static dev.quaygate.it.corpus.H2Raw.NONE;
import static dev.quaygate.it.corpus.H2Raw.fields;
import static dev.quaygate.it.corpus.H2Raw.get;
import static dev.quaygate.it.corpus.H2Raw.head;
import static dev.quaygate.it.corpus.Raw.SITE;
import static dev.quaygate.it.corpus.Raw.filler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Faulty heads: names, values, connection fields, pseudo-fields (RFC 9113 sections 8.2, 8.3). */
final class H2HeadCases {
    private static final Map<String, String[]> FIELDS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("V1 upper-case name", new String[] {"X-A", "v"}),
                            Map.entry("V1 blank in a name", new String[] {"x a", "v"}),
                            Map.entry("V1 colon in a name", new String[] {"x:a", "v"}),
                            Map.entry("V1 control in a name", new String[] {"x\u0001", "v"}),
                            Map.entry("V1 8-bit name", new String[] {"x\u00e9", "v"}),
                            Map.entry("V1 DEL in a name", new String[] {"x\u007f", "v"}),
                            Map.entry("V1 empty name", new String[] {"", "v"}),
                            Map.entry(
                                    "V1 line end in a name",
                                    new String[] {"x\r\nevil: 1\r\ny", "v"}),
                            Map.entry("V1 NUL in a name", new String[] {"x\0", "v"}),
                            Map.entry("V1 line end in a value", new String[] {"x", "v\r\nevil: 1"}),
                            Map.entry(
                                    "V1 request in a value",
                                    new String[] {
                                        "x",
                                        "v\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: site.internal\r\n\r\n"
                                    }),
                            Map.entry("V1 LF in a value", new String[] {"x", "v\nevil: 1"}),
                            Map.entry("V1 CR in a value", new String[] {"x", "v\revil: 1"}),
                            Map.entry("V1 NUL in a value", new String[] {"x", "v\0"}),
                            Map.entry("V1 blank before a value", new String[] {"x", " v"}),
                            Map.entry("V1 blank after a value", new String[] {"x", "v "}),
                            Map.entry("V1 tab before a value", new String[] {"x", "\tv"}),
                            Map.entry("N3 control in a value", new String[] {"x", "v\u0001w"}),
                            Map.entry("N3 DEL in a value", new String[] {"x", "v\u007fw"}),
                            Map.entry("V2 connection", new String[] {"connection", "keep-alive"}),
                            Map.entry("V2 connection close", new String[] {"connection", "close"}),
                            Map.entry("V2 keep-alive", new String[] {"keep-alive", "timeout=5"}),
                            Map.entry(
                                    "V2 proxy-connection",
                                    new String[] {"proxy-connection", "keep-alive"}),
                            Map.entry(
                                    "V2 transfer-encoding",
                                    new String[] {"transfer-encoding", "chunked"}),
                            Map.entry("V2 upgrade", new String[] {"upgrade", "websocket"}),
                            Map.entry("V2 te gzip", new String[] {"te", "gzip"}),
                            Map.entry("V2 te list", new String[] {"te", "trailers, gzip"}),
                            Map.entry("V3 second :method", new String[] {":method", "GET"}),
                            Map.entry("V3 second :scheme", new String[] {":scheme", "https"}),
                            Map.entry("V3 second :path", new String[] {":path", "/b"}),
                            Map.entry("V3 second :authority", new String[] {":authority", SITE}),
                            Map.entry("V3 unknown pseudo-field", new String[] {":evil", "v"}),
                            Map.entry("V3 :status in a request", new String[] {":status", "200"}),
                            Map.entry(
                                    "V3 :protocol without CONNECT",
                                    new String[] {":protocol", "websocket"}),
                            Map.entry("V6 unequal host", new String[] {"host", "evil.test"}),
                            Map.entry("V6 two hosts", new String[] {"host", SITE, "host", SITE}),
                            Map.entry(
                                    "V7 length without a body",
                                    new String[] {"content-length", "5"}),
                            Map.entry(
                                    "V7 length of letters",
                                    new String[] {"content-length", "five"}),
                            Map.entry("V7 length with sign", new String[] {"content-length", "+0"}),
                            Map.entry("V7 length list", new String[] {"content-length", "0, 0"}),
                            Map.entry("V7 empty length", new String[] {"content-length", ""}),
                            Map.entry(
                                    "V7 two lengths",
                                    new String[] {"content-length", "0", "content-length", "0"}),
                            Map.entry(
                                    "N5 two authorizations",
                                    new String[] {
                                        "authorization", "Basic a", "authorization", "Basic b"
                                    }),
                            Map.entry("U2 unknown expectation", new String[] {"expect", "200-ok"}),
                            Map.entry("L8 name of 257 bytes", new String[] {filler(257), "v"}),
                            Map.entry(
                                    "L8 fields over 16384 bytes",
                                    new String[] {"x", filler(17_000)})));

    private static final Map<String, String> PATHS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("V4 empty path", ""),
                            Map.entry("V4 path without slash", "t"),
                            Map.entry("V4 absolute path", "https://site.internal/t"),
                            Map.entry("V4 foreign absolute path", "http://evil.test/t"),
                            Map.entry("V4 blank in the path", "/t x"),
                            Map.entry(
                                    "V4 request line in the path", "/t HTTP/1.1\r\nevil: 1\r\nx: "),
                            Map.entry("V4 version in the path", "/t HTTP/1.1"),
                            Map.entry("V4 tab in the path", "/t\tx"),
                            Map.entry("V4 fragment in the path", "/t#f"),
                            Map.entry("V4 control in the path", "/t\u0001"),
                            Map.entry("V4 NUL in the path", "/t\0"),
                            Map.entry("V4 8-bit in the path", "/t\u00e9"),
                            Map.entry("V4 asterisk with GET", "*"),
                            Map.entry("V4 backslash", "/t\\x"),
                            Map.entry("V4 escaped NUL", "/t%00"),
                            Map.entry("V4 lone percent", "/t%"),
                            Map.entry("V4 quote", "/t\""),
                            Map.entry("A2 dot segments", "/x/../denied/x"),
                            Map.entry("A2 escaped dot segments", "/x/%2e%2e/denied/x"),
                            Map.entry("A2 dots with a parameter", "/x/..;/denied/x"),
                            Map.entry("A1 escaped slash", "/denied%2fx"),
                            Map.entry("A1 escaped backslash", "/%5cdenied/x"),
                            Map.entry("A1 parameter", "/denied;a/x"),
                            Map.entry("A4 denied", "/denied/x"),
                            Map.entry("A4 denied, escaped letters", "/%64enied/x"),
                            Map.entry("A4 denied, merged slashes", "//denied/x"),
                            Map.entry("L8 path of 8193 bytes", "/" + filler(8192))));

    private static final Map<String, String> AUTHORITIES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("V6 empty authority", ""),
                            Map.entry("V6 userinfo", "evil@site.internal"),
                            Map.entry("V6 list", "site.internal, evil.test"),
                            Map.entry("V6 port of letters", "site.internal:http"),
                            Map.entry("V6 blank", "site.internal x"),
                            Map.entry("V6 line end", "site.internal\r\nevil: 1"),
                            Map.entry("V6 slash", "site.internal/evil"),
                            Map.entry("V10 foreign authority", "evil.test"),
                            Map.entry("V10 subdomain of ours", "evil.site.internal")));

    private static final List<String> SCHEMES =
            List.of("http", "HTTPS", "ftp", "", "https://evil.test/", "https\r\nevil: 1");

    private static final List<String> METHODS =
            List.of("", "G(T", "GE T", "GET /evil HTTP/1.1\r\nx:", "G\u00c9T", "M".repeat(33));

    private H2HeadCases() {}

    static List<H2Case> all() {
        var cases = new ArrayList<H2Case>();
        FIELDS.forEach((name, field) ->
                cases.add(
                        refuse(
                                name.substring(3),
                                name.substring(0, 2),
                                "9113 8.2",
                                get("/f", field))));
        PATHS.forEach((name, path) ->
                cases.add(
                        refuse(name.substring(3), name.substring(0, 2), "9113 8.3.1", get(path))));
        AUTHORITIES.forEach((name, authority) ->
                cases.add(
                        refuse(
                                name.split(" ", 2)[1],
                                name.split(" ", 2)[0],
                                "9113 8.3.1",
                                head("GET", "https", authority, "/a"))));
        SCHEMES.forEach(scheme ->
                cases.add(
                        refuse(
                                "scheme '" + scheme + "'",
                                "V5",
                                "9113 8.3.1",
                                head("GET", scheme, SITE, "/s"))));
        METHODS.forEach(method ->
                cases.add(
                        refuse(
                                "method '" + method + "'",
                                "V4",
                                "9113 8.3.1",
                                head(method, "https", SITE, "/m"))));
        cases.addAll(missing());
        cases.addAll(connects());
        return cases;
    }

    private static List<H2Case> missing() {
        return List.of(
                refuse("no :method", "V3", "9113 8.3.1", head(NONE, "https", SITE, "/m")),
                refuse("no :scheme", "V3", "9113 8.3.1", head("GET", NONE, SITE, "/m")),
                refuse("no :path", "V3", "9113 8.3.1", head("GET", "https", SITE, NONE)),
                refuse(
                        "no authority and no host",
                        "V6",
                        "9113 8.3.1",
                        head("GET", "https", NONE, "/m")),
                refuse("only :status", "V3", "9113 8.3.1", fields(":status", "200")),
                refuse("only regular fields", "V3", "9113 8.3.1", fields("host", SITE, "x", "v")),
                refuse(
                        "pseudo-field after a regular one",
                        "V3",
                        "9113 8.3",
                        fields(
                                ":method",
                                "GET",
                                ":scheme",
                                "https",
                                "x",
                                "v",
                                ":authority",
                                SITE,
                                ":path",
                                "/m")),
                refuse(
                        "host that is not valid",
                        "V6",
                        "9113 8.3.1",
                        head("GET", "https", NONE, "/m", "host", "evil@x")),
                refuse(
                        "two hosts without authority",
                        "V6",
                        "9113 8.3.1",
                        head("GET", "https", NONE, "/m", "host", SITE, "host", SITE)),
                refuse("TRACE", "L4", "9110 9.3.8", head("TRACE", "https", SITE, "/m")),
                either(
                        "OPTIONS asterisk",
                        "T4",
                        "9113 8.3.1",
                        head("OPTIONS", "https", SITE, "*"),
                        "OPTIONS *"),
                refuse("101 fields", "L8", "6585 5", get("/m", many(101))));
    }

    private static List<H2Case> connects() {
        return List.of(
                refuse(
                        "CONNECT",
                        "U5",
                        "9113 8.5",
                        head("CONNECT", NONE, "site.internal:443", NONE)),
                refuse(
                        "CONNECT to elsewhere",
                        "U5",
                        "9113 8.5",
                        head("CONNECT", NONE, "evil.test:443", NONE)),
                refuse(
                        "CONNECT with a path",
                        "U5",
                        "9113 8.5",
                        head("CONNECT", "https", SITE, "/m")),
                refuse(
                        "extended CONNECT that was not announced",
                        "U5",
                        "8441 4",
                        fields(
                                ":method",
                                "CONNECT",
                                ":protocol",
                                "cow",
                                ":scheme",
                                "https",
                                ":authority",
                                SITE,
                                ":path",
                                "/m")));
    }

    static String[] many(int count) {
        var fields = new String[count * 2];
        for (int i = 0; i < count; i++) {
            fields[i * 2] = "x-f" + i;
            fields[i * 2 + 1] = "v";
        }
        return fields;
    }
}
