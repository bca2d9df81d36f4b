package dev.quaygate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.text.Ascii;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Differential property over seeded mutations of the corpus: what we accept, a strict endpoint
 * reads in the same way from what we wrote, and nothing that we promise to hold back has gone
 * through.
 */
class HeadMutationTest {
    private static final int MUTATIONS = 20_000;

    /** Another seed finds other heads: {@code -Dquaygate.seed=N}. */
    private static final long SEED = Long.getLong("quaygate.seed", 9112L);

    private static final List<String> PIECES =
            List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    "\0",
                    " ",
                    "\t",
                    ":",
                    ",",
                    ";",
                    "%2e",
                    "%2F",
                    "..",
                    "/../",
                    "//",
                    "\\",
                    "#",
                    "?",
                    "Host: b.ex\r\n",
                    "Content-Length: 5\r\n",
                    "Content-Length: 0\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Connection: close, x-a\r\n",
                    "X_Forwarded_For: 1.1.1.1\r\n",
                    "X-Forwarded-For: 1.1.1.1\r\n",
                    "Upgrade: websocket\r\n",
                    "Proxy: x\r\n",
                    "chunked",
                    "HTTP/1.0",
                    "HTTP/1.1",
                    "\u00e9",
                    "\u0085",
                    "_",
                    "0",
                    "99999999999999999999",
                    "http://a.ex",
                    "@",
                    "[::1]",
                    "TE: trailers\r\n",
                    "Expect: 100-continue\r\n");

    private static final Set<String> HELD_BACK =
            Set.of(
                    "keep-alive",
                    "proxy-connection",
                    "proxy-authorization",
                    "proxy-authenticate",
                    "http2-settings",
                    "trailer",
                    "proxy",
                    "forwarded",
                    "x-real-ip",
                    "x-client-ip",
                    "true-client-ip",
                    "client-cert",
                    "x-original-url",
                    "x-rewrite-url",
                    "early-data",
                    "expect");

    @Test
    void whatIsAcceptedIsReadAlikeByAStrictEndpoint() {
        var random = new Random(SEED);
        List<RequestCorpus.Case> corpus =
                RequestCorpus.all().stream().filter(head -> head.raw().length() < 600).toList();
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            String raw = mutate(corpus.get(random.nextInt(corpus.size())).raw(), random);
            var path = new HeadPath(false);
            if (path.feed(Ascii.bytes(raw)) == RequestCorpus.SERVE) {
                accepted++;
                check(raw, path, i);
            }
        }

        System.out.printf("seed %d: %d of %d mutations accepted%n", SEED, accepted, MUTATIONS);
        assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
    }

    private static void check(String raw, HeadPath path, int round) {
        String upstream = path.upstream();
        try {
            StrictRequest read = StrictRequest.read(upstream);
            RequestHead head = path.head;
            assertThat(read.method()).isEqualTo(head.method());
            String target = head.path().isEmpty() ? "/" + head.query() : head.path() + head.query();
            assertThat(read.target()).isEqualTo(target);
            assertThat(raw).contains(head.path() + head.query());
            assertThat(read.values("host").getFirst()).startsWithIgnoringCase(head.host());
            assertThat(read.values("transfer-encoding").isEmpty()).isEqualTo(!head.chunked);
            if (head.contentLength >= 0) {
                assertThat(read.values("content-length"))
                        .containsExactly(Long.toString(head.contentLength));
            }
            assertThat(read.values("x-forwarded-for")).containsExactly("203.0.113.9");
            assertThat(read.values("x-forwarded-proto")).containsExactly("http");
            read.fields().forEach(field -> assertHeldBack(field.name()));
            assertThat(read.values("upgrade").isEmpty()).isEqualTo(!head.websocket);
            assertNoDotSegment(read.target());
            rereadsAlike(head, upstream);
        } catch (IllegalArgumentException | AssertionError e) {
            fail(
                    "seed %d round %d%n--- came%n%s%n--- went%n%s"
                            .formatted(SEED, round, raw, upstream),
                    e);
        }
    }

    private static void assertHeldBack(String name) {
        assertThat(HELD_BACK).doesNotContain(name);
        assertThat(name).doesNotContain("_");
    }

    /** Decodes once and cuts as a lax server would, without our code. */
    private static void assertNoDotSegment(String target) {
        String path = target.split("\\?", 2)[0];
        String decoded =
                path.replaceAll("(?i)%2e", ".")
                        .replaceAll("(?i)%2f|%5c", "/")
                        .replaceAll("(?i)%3b", ";");
        for (String segment : decoded.split("/", -1)) {
            assertThat(segment.split(";", 2)[0]).isNotIn(".", "..");
        }
    }

    private static void rereadsAlike(RequestHead head, String upstream) {
        var again = new HeadPath(false);
        assertThat(again.feed(Ascii.bytes(upstream))).isEqualTo(RequestCorpus.SERVE);
        assertThat(again.head.method()).isEqualTo(head.method());
        assertThat(again.head.host()).isEqualTo(head.host());
        assertThat(again.head.chunked).isEqualTo(head.chunked);
        assertThat(Math.max(0, again.head.contentLength))
                .isEqualTo(Math.max(0, head.contentLength));
        assertThat(again.upstream()).isEqualTo(upstream);
    }

    private static String mutate(String raw, Random random) {
        String mutated = raw;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(mutated.length());
            int end = Math.min(mutated.length(), at + 1 + random.nextInt(4));
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            mutated =
                    switch (random.nextInt(6)) {
                        case 0 ->
                                mutated.substring(0, at)
                                        + (char) random.nextInt(256)
                                        + mutated.substring(at + 1);
                        case 1 -> mutated.substring(0, at) + mutated.substring(end);
                        case 2 -> mutated.substring(0, at) + piece + mutated.substring(at);
                        case 3 -> mutated.substring(0, end) + mutated.substring(at);
                        case 4 -> afterALine(mutated, piece, random);
                        default ->
                                mutated.substring(0, at)
                                        + swapCase(mutated.charAt(at))
                                        + mutated.substring(at + 1);
                    };
            if (mutated.isEmpty()) {
                return raw;
            }
        }
        return mutated;
    }

    private static String afterALine(String raw, String piece, Random random) {
        int line = raw.indexOf("\r\n", random.nextInt(raw.length()));
        return line < 0
                ? raw + piece
                : raw.substring(0, line + 2) + piece + raw.substring(line + 2);
    }

    private static char swapCase(char c) {
        return Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
    }
}
