package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.refuse;
import static dev.quaygate.it.corpus.Raw.get;
import static dev.quaygate.it.corpus.Raw.request;

import dev.quaygate.it.corpus.H1Case.On;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Forms and bytes of the request target (RFC 9112 section 3.2, RFC 3986). */
final class TargetCases {
    private static final Map<String, String> FORMS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("T1 no slash", "t"),
                            Map.entry("T1 only a query", "?t"),
                            Map.entry("T1 at sign and host", "@evil.test/t"),
                            Map.entry("T1 authority-form", "site.internal:80"),
                            Map.entry("T1 host and path without scheme", "site.internal/t"),
                            Map.entry("T1 dot segments without slash", "../t"),
                            Map.entry("T1 backslash first", "\\t"),
                            Map.entry("T3 userinfo", "http://user@site.internal/t"),
                            Map.entry(
                                    "T3 userinfo that looks like the site",
                                    "http://site.internal@evil.test/t"),
                            Map.entry("T3 ftp", "ftp://site.internal/t"),
                            Map.entry("T3 websocket scheme", "ws://site.internal/t"),
                            Map.entry("T3 file", "file:///t"),
                            Map.entry("T3 another authority", "http://evil.test/t"),
                            Map.entry("T3 another subdomain", "http://evil.site.internal/t"),
                            Map.entry("T3 empty authority", "http:///t"),
                            Map.entry("T3 no authority", "http:/t"),
                            Map.entry("T3 two hosts", "http://site.internal,evil.test/t"),
                            Map.entry("T3 backslash authority", "http:\\\\site.internal\\t"),
                            Map.entry(
                                    "T3 query before the path",
                                    "http://site.internal?@evil.test/t#"),
                            Map.entry("T4 asterisk with GET", "*"),
                            Map.entry("T5 fragment", "/t#f"),
                            Map.entry("T5 fragment in the query", "/t?q#f"),
                            Map.entry("T5 8-bit in the path", "/t\u00e9"),
                            Map.entry("T5 8-bit in the query", "/t?\u00e9"),
                            Map.entry("T5 NUL in the path", "/t\0"),
                            Map.entry("T5 control in the query", "/t?\u0001"),
                            Map.entry("T5 DEL in the path", "/t\u007f"),
                            Map.entry("T6 quote", "/t\""),
                            Map.entry("T6 less-than", "/t<"),
                            Map.entry("T6 greater-than", "/t>"),
                            Map.entry("T6 backslash", "/t\\x"),
                            Map.entry("T6 caret", "/t^"),
                            Map.entry("T6 backtick", "/t`"),
                            Map.entry("T6 open brace", "/t{"),
                            Map.entry("T6 close brace", "/t}"),
                            Map.entry("T7 lone percent", "/t%"),
                            Map.entry("T7 percent and one digit", "/t%4"),
                            Map.entry("T7 percent and no hex", "/t%zz"),
                            Map.entry("T7 percent u", "/t%u0041"),
                            Map.entry("T7 escaped NUL", "/t%00"),
                            Map.entry("T7 escaped line end", "/t%0d%0aX-A:b"),
                            Map.entry("T7 escaped tab", "/t%09"),
                            Map.entry("T7 escaped DEL", "/t%7F")));

    private TargetCases() {}

    static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        FORMS.forEach((name, target) ->
                cases.add(
                        refuse(
                                "target: " + name.substring(3),
                                name.substring(0, 2),
                                "9112 3.2",
                                get(target))));
        cases.add(
                refuse(
                                "target: https on a clear connection",
                                "T3",
                                "9110 7.4",
                                get("https://site.internal/t"))
                        .only(On.CLEAR));
        cases.add(
                refuse(
                        "target: asterisk with POST",
                        "T4",
                        "9112 3.2.4",
                        request("POST", "*", "Content-Length: 0")));
        return cases;
    }
}
