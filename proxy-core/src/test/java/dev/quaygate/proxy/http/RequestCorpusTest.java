package dev.quaygate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every head of the corpus ends as its rule says, however the network cuts it. */
class RequestCorpusTest {
    static List<RequestCorpus.Case> cases() {
        return RequestCorpus.all();
    }

    @Test
    void corpusHasAtLeast250Heads() {
        assertThat(RequestCorpus.all()).hasSizeGreaterThanOrEqualTo(250);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAsItsRuleSaysWhenItComesWhole(RequestCorpus.Case head) {
        var path = new HeadPath(false);

        int status = path.feed(Ascii.bytes(head.raw()));

        assertThat(status).isEqualTo(head.status());
        if (status == RequestCorpus.SERVE) {
            String upstream = path.upstream();
            StrictRequest.read(upstream);
            head.sent().forEach(text -> assertThat(upstream).contains(text));
            String lower = upstream.toLowerCase(Locale.ROOT);
            head.kept()
                    .forEach(text ->
                            assertThat(lower).doesNotContain(text.toLowerCase(Locale.ROOT)));
        } else if (status == 400 || status > 500) {
            assertThat(path.refusal).isNotNull().extracting(r -> r.close()).isEqualTo(true);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAlikeByteByByte(RequestCorpus.Case head) {
        byte[] raw = Ascii.bytes(head.raw());
        byte[][] pieces = new byte[raw.length][];
        for (int i = 0; i < raw.length; i++) {
            pieces[i] = new byte[] {raw[i]};
        }
        var path = new HeadPath(false);

        int status = path.feed(pieces);

        assertThat(status).isEqualTo(head.status());
        assertServedAlike(head, path);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAlikeCutInTwoAnywhere(RequestCorpus.Case head) {
        byte[] raw = Ascii.bytes(head.raw());
        // Long heads repeat one byte: cutting each of them would only take time.
        int step = raw.length > 2000 ? 97 : 1;
        for (int cut = 1; cut < raw.length; cut += step) {
            var path = new HeadPath(false);

            int status =
                    path.feed(
                            Arrays.copyOfRange(raw, 0, cut),
                            Arrays.copyOfRange(raw, cut, raw.length));

            assertThat(status).as("cut at %d", cut).isEqualTo(head.status());
            assertServedAlike(head, path);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsAlikeAsTheSecondRequestOfAConnection(RequestCorpus.Case head) {
        var path = new HeadPath(false);
        path.feed(
                Ascii.bytes(
                        "POST /first?q HTTP/1.1\r\nHost: b.ex\r\nContent-Length: 3\r\nTE: trailers\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n"));
        path.reset();

        int status = path.feed(Ascii.bytes(head.raw()));

        assertThat(status).isEqualTo(head.status());
        assertServedAlike(head, path);
    }

    private static void assertServedAlike(RequestCorpus.Case head, HeadPath path) {
        if (head.status() != RequestCorpus.SERVE) {
            return;
        }
        var whole = new HeadPath(false);
        whole.feed(Ascii.bytes(head.raw()));
        assertThat(path.upstream()).isEqualTo(whole.upstream());
    }
}
