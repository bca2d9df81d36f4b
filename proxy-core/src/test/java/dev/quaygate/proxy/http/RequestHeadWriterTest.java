package dev.quaygate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.CompiledEdits;
import dev.quaygate.proxy.settings.HeaderEdits;
import dev.quaygate.proxy.text.Ascii;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What endpoints get: rules A5, P4, P5, features M1, M16, R14. */
class RequestHeadWriterTest {
    @Test
    void writesTheWholeHeadInItsOwnWords() {
        var path =
                served(
                        "GET /a?b HTTP/1.1\r\nHost: A.ex:8443\r\nUser-Agent:  u\r\nAccept: */*\r\n\r\n",
                        false);

        assertThat(path.upstream())
                .isEqualTo(
                        """
                        GET /a?b HTTP/1.1
                        Host: A.ex:8443
                        X-Forwarded-For: 203.0.113.9
                        X-Forwarded-Proto: https
                        X-Forwarded-Host: A.ex:8443
                        X-Forwarded-Port: 443
                        X-Request-Id: 01REQUEST
                        User-Agent: u
                        Accept: */*

                        """
                                .replace("\n", "\r\n"));
    }

    @Test
    void continuesTheChainOfATrustedPeer() {
        var path =
                served(
                        "GET / HTTP/1.1\r\nHost: a.ex\r\nX-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 192.0.2.5\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: shop.ex\r\nX-Forwarded-Port: 80\r\nForwarded: for=198.51.100.1\r\nX-Real-IP: 198.51.100.1\r\n\r\n",
                        true);

        StrictRequest upstream = StrictRequest.read(path.upstream());

        assertThat(upstream.values("x-forwarded-for"))
                .containsExactly("198.51.100.1, 192.0.2.5, 203.0.113.9");
        assertThat(upstream.values("x-forwarded-proto")).containsExactly("http");
        assertThat(upstream.values("x-forwarded-host")).containsExactly("shop.ex");
        assertThat(upstream.values("x-forwarded-port")).containsExactly("80");
        assertThat(upstream.values("forwarded"))
                .containsExactly("for=198.51.100.1, for=203.0.113.9;proto=https");
        assertThat(upstream.values("x-real-ip")).containsExactly("198.51.100.1");
    }

    @Test
    void quotesAnIpv6PeerInForwarded() {
        var path = served("GET / HTTP/1.1\r\nHost: a.ex\r\nForwarded: for=unknown\r\n\r\n", true);
        path.context.peer = Ascii.bytes("2001:db8::1");

        assertThat(StrictRequest.read(path.upstream()).values("forwarded"))
                .containsExactly("for=unknown, for=\"[2001:db8::1]\";proto=https");
    }

    @Test
    void givesTheEndpointAHostOfItsOwn() {
        var path = served("GET / HTTP/1.1\r\nHost: a.ex\r\n\r\n", false);
        path.context.host = Ascii.bytes("internal.ex");

        StrictRequest upstream = StrictRequest.read(path.upstream());

        assertThat(upstream.values("host")).containsExactly("internal.ex");
        assertThat(upstream.values("x-forwarded-host")).containsExactly("a.ex");
    }

    @Test
    void appliesEditsAlsoToFieldsThatWeWrite() {
        var path =
                served(
                        "GET / HTTP/1.1\r\nHost: a.ex\r\nX-Debug: 1\r\nX-A: 1\r\nX-Env: client\r\n\r\n",
                        false);
        path.context.edits =
                new CompiledEdits(
                        new HeaderEdits(
                                Map.of("X-Env", "prod"),
                                Map.of("X-A", "2"),
                                List.of("x-debug", "X-Forwarded-Port", "X-Request-Id")));

        StrictRequest upstream = StrictRequest.read(path.upstream());

        assertThat(upstream.values("x-debug")).isEmpty();
        assertThat(upstream.values("x-env")).containsExactly("prod");
        assertThat(upstream.values("x-a")).containsExactly("1", "2");
        assertThat(upstream.values("x-forwarded-port")).isEmpty();
        assertThat(upstream.values("x-request-id")).isEmpty();
        assertThat(upstream.values("x-forwarded-for")).hasSize(1);
    }

    @Test
    void setsTheHostByAnEditOnce() {
        var path = served("GET / HTTP/1.1\r\nHost: a.ex\r\n\r\n", false);
        path.context.edits =
                new CompiledEdits(new HeaderEdits(Map.of("Host", "other.ex"), Map.of(), List.of()));

        assertThat(StrictRequest.read(path.upstream()).values("host")).containsExactly("other.ex");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/x,       /api, ,     /x",
        "/api,         /api, ,     /",
        "/api/,        /api, ,     /",
        "/api?q=1,     /api, ,     /?q=1",
        "/%61pi/x,     /api, ,     /x",
        "//api//x,     /api, ,     //x",
        "/apix,        /api, ,     /apix",
        "/api%2Fx,     /api, ,     /api%2Fx",
        "/a//b/c,      /a/b, ,     /c",
        "/x,           ,     /v1,  /v1/x",
        "/,            ,     /v1,  /v1/",
        "/api/x%2Fy,   /api, /v1,  /v1/x%2Fy",
        "/api,         /api, /v1,  /v1/",
        "/~u/x,        /~u,  ,     /x",
        "/%7Eu/x,      /~u,  ,     /x",
    })
    void movesThePathButNeverEncodesItAnew(
            String target, @Nullable String strip, @Nullable String add, String expected) {
        var path = served("GET " + target + " HTTP/1.1\r\nHost: a.ex\r\n\r\n", false);
        path.context.stripPrefix = strip == null ? null : Ascii.bytes(strip);
        path.context.addPrefix = add == null ? null : Ascii.bytes(add);

        assertThat(StrictRequest.read(path.upstream()).target()).isEqualTo(expected);
    }

    private static HeadPath served(String raw, boolean trusted) {
        var path = new HeadPath(true);
        path.context.trusted = trusted;
        assertThat(path.feed(Ascii.bytes(raw))).isEqualTo(200);
        return path;
    }
}
