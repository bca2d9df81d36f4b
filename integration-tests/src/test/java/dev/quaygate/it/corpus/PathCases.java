package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.either;
import static dev.quaygate.it.corpus.H1Case.refuse;
import static dev.quaygate.it.corpus.H1Case.serve;
import static dev.quaygate.it.corpus.Raw.get;

import java.util.ArrayList;
import java.util.List;

/** Paths against the denied prefix, dot segments and escapes (RFC 3986 sections 5.2.4, 6.2.2). */
final class PathCases {
    private static final List<String> DENIED =
            List.of(
                    "/denied",
                    "/denied/",
                    "/denied/x",
                    "/denied?x",
                    "/%64enied/x",
                    "/d%65nie%64",
                    "//denied/x",
                    "///denied//x",
                    "http://site.internal/denied/x");

    private static final List<String> TWO_READINGS =
            List.of(
                    "/x/../denied/x",
                    "/x/%2e%2e/denied/x",
                    "/x/%2E./denied/x",
                    "/x/.%2e/denied/x",
                    "/x/..;/denied/x",
                    "/x/..;a=b/denied/x",
                    "/x/%2e%2e;/denied/x",
                    "/x/..\\denied",
                    "/x/%2e%2e%5cdenied",
                    "/x%5c..%5cdenied",
                    "/x%2f..%2fdenied/x",
                    "/x%2F%2E%2E%2Fdenied",
                    "/..%2fdenied",
                    "/./denied/x",
                    "/%2e/denied/x",
                    "/.;/denied/x",
                    "/;/denied/x",
                    "/;a=b/denied/x",
                    "/denied;/x",
                    "/denied;a=b/x",
                    "/denied%3b/x",
                    "/denied%3Ba=b/x",
                    "/denied%2fx",
                    "/denied%5cx",
                    "/%2fdenied/x",
                    "/%5cdenied/x",
                    "\\denied\\x",
                    "/\\denied/x",
                    "/denied/../x",
                    "/denied/%2e%2e/x",
                    "/../denied",
                    "/x/../../denied",
                    "/denied%00/x",
                    "/denied%09/x",
                    "http://site.internal/x/../denied");

    private static final List<String> DOTS =
            List.of("/x/..", "/x/.", "/..", "/.", "/../x", "/x/%2e%2e", "/x/..;y", "/x/./y");

    private static final List<String> ORDINARY =
            List.of(
                    "/a%2Fb",
                    "/group%2fname/package",
                    "/a//b",
                    "/a/b/",
                    "/deniedx",
                    "/DENIED/x",
                    "/x/denied",
                    "/a..b/...c/..d",
                    "/a/.well",
                    "/%252e%252e/denied",
                    "/a%252Fb",
                    "/%c0%ae%c0%ae/denied",
                    "/%E2%82%AC",
                    "/a;v=1/b;w",
                    "/a:b@c");

    private PathCases() {}

    static List<H1Case> all() {
        var cases = new ArrayList<H1Case>();
        DENIED.forEach(path ->
                cases.add(refuse("denied " + path, "A4", "3986 6.2.2", get(path)).status(403)));
        TWO_READINGS.forEach(path ->
                cases.add(
                        refuse("readings differ " + path, "A1", "3986 5.2.4", get(path))
                                .status(400, 403)));
        DOTS.forEach(path -> cases.add(refuse("dots " + path, "A2", "3986 5.2.4", get(path))));
        ORDINARY.forEach(path ->
                cases.add(serve("ordinary " + path, "A3", "3986 2.1", get(path), "GET " + path)));
        cases.add(
                either(
                        "denied with a blank at its end",
                        "A3",
                        "3986 2.1",
                        get("/denied%20/x"),
                        "GET /denied%20/x"));
        return cases;
    }
}
