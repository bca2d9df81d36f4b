package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.refuse;
import static dev.quaygate.it.corpus.Raw.bare;
import static dev.quaygate.it.corpus.Raw.filler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Host: number, grammar, and hosts that are not ours (RFC 9112 section 3.2, RFC 9110 section 7.2).
 */
final class HostCases {
    private static final Map<String, String> MALFORMED =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("empty", ""),
                            Map.entry("userinfo", "evil@site.internal"),
                            Map.entry("list", "site.internal, evil.test"),
                            Map.entry("blank inside", "site.internal evil.test"),
                            Map.entry("tab inside", "site.internal\tevil.test"),
                            Map.entry("control", "site.internal\u0001"),
                            Map.entry("NUL", "site.internal\0.evil.test"),
                            Map.entry("DEL", "site.internal\u007f"),
                            Map.entry("8-bit", "site.internal\u00e9"),
                            Map.entry("slash", "site.internal/evil"),
                            Map.entry("backslash", "site.internal\\evil"),
                            Map.entry("percent", "site%2einternal"),
                            Map.entry("query", "site.internal?evil"),
                            Map.entry("fragment", "site.internal#evil"),
                            Map.entry("scheme", "http://site.internal"),
                            Map.entry("port of letters", "site.internal:http"),
                            Map.entry("port with sign", "site.internal:+80"),
                            Map.entry("port with a request", "site.internal:80/evil"),
                            Map.entry("port with at sign", "site.internal:80@evil.test"),
                            Map.entry("port zero", "site.internal:0"),
                            Map.entry("port too large", "site.internal:65536"),
                            Map.entry("empty port", "site.internal:"),
                            Map.entry("two ports", "site.internal:80:80"),
                            Map.entry("two trailing dots", "site.internal.."),
                            Map.entry("leading dot", ".site.internal"),
                            Map.entry("empty label", "site..internal"),
                            Map.entry("label over 63", filler(64) + ".internal"),
                            Map.entry("over 253", (filler(60) + ".").repeat(5) + "internal"),
                            Map.entry("folded", "site.\r\n internal"),
                            Map.entry("open bracket", "[::1"),
                            Map.entry("IPv6 with zone", "[fe80::1%25lo]"),
                            Map.entry("IPv6 of letters", "[site.internal]"),
                            Map.entry("bytes after a bracket", "[::1]evil")));

    private static final Map<String, String> FOREIGN =
            new TreeMap<>(
                    Map.of(
                            "another name", "evil.test",
                            "a subdomain of ours", "evil.site.internal",
                            "our name as a prefix", "site.internal.evil.test",
                            "our name without a label", "internal",
                            "an address", "127.0.0.1",
                            "an IPv6 address", "[::1]:80",
                            "localhost", "localhost"));

    private HostCases() {}

    static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        MALFORMED.forEach((name, host) ->
                cases.add(
                        refuse(
                                "host: " + name,
                                "H3",
                                "9110 7.2",
                                bare("GET /h HTTP/1.1", "Host: " + host))));
        FOREIGN.forEach((name, host) ->
                cases.add(
                        refuse(
                                        "foreign host: " + name,
                                        "H5",
                                        "9110 7.4",
                                        bare("GET /h HTTP/1.1", "Host: " + host))
                                .status(404, 421)));
        cases.addAll(
                List.of(
                        refuse("no Host", "H1", "9112 3.2", bare("GET /h HTTP/1.1")),
                        refuse("no Host in HTTP/1.0", "H1", "9112 3.2", bare("GET /h HTTP/1.0")),
                        refuse(
                                "no Host with absolute-form",
                                "H1",
                                "9112 3.2",
                                bare("GET http://site.internal/h HTTP/1.1")),
                        refuse(
                                "two equal Hosts",
                                "H1",
                                "9112 3.2",
                                bare(
                                        "GET /h HTTP/1.1",
                                        "Host: site.internal",
                                        "Host: site.internal")),
                        refuse(
                                "second Host foreign",
                                "H1",
                                "9112 3.2",
                                bare("GET /h HTTP/1.1", "Host: site.internal", "Host: evil.test")),
                        refuse(
                                "first Host foreign",
                                "H1",
                                "9112 3.2",
                                bare("GET /h HTTP/1.1", "host: evil.test", "Host: site.internal")),
                        refuse(
                                "blank before the colon of Host",
                                "N1",
                                "9112 5.1",
                                bare("GET /h HTTP/1.1", "Host : site.internal")),
                        refuse(
                                "second Host behind a blank",
                                "N2",
                                "9112 5.2",
                                bare(
                                        "GET /h HTTP/1.1",
                                        "Host: site.internal",
                                        " Host: evil.test"))));
        return cases;
    }
}
