package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AccessLine;
import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.H2Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** M1 M10 M16: header rules both ways, forwarded fields and request id, body limit. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HeadersXIT {
    private static RecordingUpstream mirror;
    private static RecordingUpstream talkative;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        mirror = RecordingUpstream.answering(Behaviours.mirror());
        talkative =
                RecordingUpstream.answering((request, exchange) ->
                        exchange.text(
                                200,
                                "x",
                                request,
                                "Connection: X-Hop",
                                "X-Hop: 1",
                                "Keep-Alive: timeout=5",
                                "Proxy-Authenticate: Basic",
                                "Upgrade: h2c",
                                "X-Powered-By: test",
                                "X-Frame-Options: ALLOW",
                                "Set-Cookie: a=1",
                                "Set-Cookie: b=2"));
        quaygate =
                Quaygate.start(
                        """
                        listen: {http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@'], redirect: off}
                        routes:
                          - {name: mirror, host: mirror.internal, headers: {request: {set: {X-Env: prod}, add: {X-List: ours}, remove: [X-Debug]}, response: {set: {X-Frame-Options: DENY}, add: {X-Added: v}, remove: [X-Powered-By]}}, tls: off, to: %1$d}
                          - {name: limit, host: limit.internal, maxBody: 10B, tls: off, to: %1$d}
                          - {name: limit-tls, host: limit.internal, maxBody: 10B, tls: internal, to: %1$d}
                          - {name: talk, host: talk.internal, headers: {request: {set: {X-Env: prod}, add: {X-List: ours}, remove: [X-Debug]}, response: {set: {X-Frame-Options: DENY}, add: {X-Added: v}, remove: [X-Powered-By]}}, tls: off, to: %2$d}
                        """
                                .formatted(mirror.port(), talkative.port()));
    }

    @AfterAll
    static void stop() {
        mirror.close();
        talkative.close();
        quaygate.close();
    }

    @Test
    void setsAddsAndRemovesRequestFields() throws IOException {
        String seen =
                get("mirror.internal", "/", "X-Env: test", "X-List: theirs", "X-Debug: 1").text();

        assertThat(seen.lines().filter(line -> line.equalsIgnoreCase("x-env: prod"))).hasSize(1);
        assertThat(seen).doesNotContain("X-Env: test").doesNotContainIgnoringCase("x-debug");
        assertThat(seen)
                .containsIgnoringCase("x-list: theirs")
                .containsIgnoringCase("x-list: ours");
    }

    @Test
    void setsAddsAndRemovesResponseFields() throws IOException {
        H1Response answer = get("talk.internal", "/");

        assertThat(answer.headers("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.headers("X-Added")).containsExactly("v");
        assertThat(answer.headers("X-Powered-By")).isEmpty();
    }

    @Test
    void dropsHopByHopFieldsOfTheAnswerAndKeepsCookieLinesApart() throws IOException {
        H1Response answer = get("talk.internal", "/");

        assertThat(answer.headers("X-Hop")).isEmpty();
        assertThat(answer.headers("Keep-Alive")).isEmpty();
        assertThat(answer.headers("Proxy-Authenticate")).isEmpty();
        assertThat(answer.headers("Upgrade")).isEmpty();
        assertThat(answer.headers("Set-Cookie")).containsExactly("a=1", "b=2");
    }

    @Test
    void refusesAConnectionFieldThatNamesAFieldOfTheRoute() throws IOException {
        assertThat(get("mirror.internal", "/", "Connection: X-Env").status()).isEqualTo(400);
    }

    @Test
    void replacesForgedForwardedFieldsAndRequestId() throws IOException {
        H1Response answer =
                get(
                        "mirror.internal",
                        "/forged",
                        "X-Forwarded-For: 203.0.113.9",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil.test",
                        "X-Request-Id: forged");
        String seen = answer.text();

        assertThat(seen)
                .containsIgnoringCase("x-forwarded-for: 127.0.0.1")
                .containsIgnoringCase("x-forwarded-proto: http\n")
                .containsIgnoringCase("x-forwarded-host: mirror.internal")
                .doesNotContain("203.0.113.9")
                .doesNotContain("forged\n");
        AccessLine line = quaygate.awaitLine(one -> one.path().equals("/forged"));
        assertThat(line.text("id")).hasSize(26);
        assertThat(seen).containsIgnoringCase("x-request-id: " + line.text("id"));
        assertThat(line.text("client")).isEqualTo("127.0.0.1");
    }

    @Test
    void passesABodyOfExactlyTheLimit() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: limit.internal\r\nContent-Length: 10\r\n\r\n0123456789");
            assertThat(client.read().status()).isEqualTo(200);
            client.send(
                    "POST / HTTP/1.1\r\nHost: limit.internal\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n");
            assertThat(client.read().text()).endsWith("0123456789");
        }
    }

    @Test
    void refusesABodyOfOneByteMoreWhetherAnnouncedOrChunked() throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            client.send("POST / HTTP/1.1\r\nHost: limit.internal\r\nContent-Length: 11\r\n\r\n");
            H1Response answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.cause()).isEqualTo("body_too_large");
            assertThat(answer.text()).contains("maxBody 10");
        }
        try (var client = H1Client.clear(quaygate.http())) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: limit.internal\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n0123456789X\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(413);
        }
    }

    @Test
    void limitsBodiesOverHttp2Too() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), "limit.internal")) {
            assertThat(posted(client, "10", "0123456789").status()).isEqualTo(200);
            assertThat(posted(client, "", "01234", "56789").status()).isEqualTo(200);
            int before = mirror.requestCount();

            for (H2Response tooLarge :
                    List.of(
                            posted(client, "11", "0123456789X"),
                            posted(client, "", "0123456789X"),
                            posted(client, "", "01234", "56789", "X"))) {
                assertThat(tooLarge.status()).isEqualTo(413);
                assertThat(tooLarge.header("quaygate-cause")).isEqualTo("body_too_large");
            }

            assertThat(mirror.requests()).noneMatch(seen -> seen.bodyText().contains("X"));
            assertThat(mirror.requestCount()).isLessThanOrEqualTo(before + 2);
            assertThat(posted(client, "", "after").text()).endsWith("after");
        }
    }

    /** A POST with a length, or without one if that is empty; each piece is a DATA frame. */
    private static H2Response posted(H2Client client, String length, String... pieces)
            throws IOException {
        int stream = client.stream();
        byte[] head =
                length.isEmpty()
                        ? H2Client.request("POST", "limit.internal", "/")
                        : H2Client.request("POST", "limit.internal", "/", "content-length", length);
        client.send(H2Frame.headers(stream, head, false));
        for (int i = 0; i < pieces.length; i++) {
            byte[] data = pieces[i].getBytes(StandardCharsets.UTF_8);
            client.send(H2Frame.data(stream, data, i == pieces.length - 1));
        }
        return client.awaitResponse(stream, Duration.ofSeconds(10));
    }

    private static H1Response get(String host, String target, String... fields) throws IOException {
        return H1Client.fetch(quaygate.http(), host, target, fields);
    }
}
