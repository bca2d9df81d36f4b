package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.faultca.Authority;
import dev.quaygate.acme.faultca.CaSettings;
import dev.quaygate.acme.faultca.FaultCa;
import dev.quaygate.acme.faultca.Validation;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * AF17: abuse of the challenge path while a challenge is open. Only the exact path of the token is
 * answered, by GET and HEAD, for any Host; nothing is redirected in a circle.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ChallengePathXIT {
    private static final String PREFIX = "/.well-known/acme-challenge/";

    private static final CompletableFuture<Validation.Question> ASKED = new CompletableFuture<>();
    private static final CountDownLatch OVER = new CountDownLatch(1);

    private static RecordingUpstream app;
    private static FaultCa ca;
    private static Quaygate quaygate;

    /** Path of the open challenge. */
    private static String open;

    /** Its answer. */
    private static String answer;

    @BeforeAll
    static void holdAChallengeOpen() throws Exception {
        app =
                RecordingUpstream.answering(
                        (request, exchange) -> exchange.text(200, "theirs", request));
        // The authority looks when the abuse is over.
        var core =
                new Authority(
                        CaSettings.defaults(),
                        InstantSource.system(),
                        (question, _) -> {
                            ASKED.complete(question);
                            await();
                        });
        core.judgeLater();
        ca = new FaultCa(core);
        Path dir = Quaygate.temporaryFolder();
        Path root = Files.writeString(dir.resolve("ca.pem"), Pem.of(FaultCa.roots()));
        quaygate =
                Quaygate.startIn(
                        dir,
                        """
                        certificates:
                          issuers: [{name: own, url: '%s', caRoot: '%s'}]
                          challenges: [http-01]
                        routes:
                          - {host: a.test, to: %d}
                        """
                                .formatted(ca.directory(), root, app.port()));
        Validation.Question question = ASKED.get(60, TimeUnit.SECONDS);
        open = PREFIX + question.token();
        answer = question.keyAuthorization();
        assertThat(get(open).text()).isEqualTo(answer);
    }

    @AfterAll
    static void issuesAfterAll() throws IOException {
        OVER.countDown();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> AcmeStage.status(quaygate, "a.test").has("serial"));
        assertThat(ca.core().ledger().orders()).hasSize(1);
        quaygate.close();
        ca.close();
        app.close();
    }

    private static void await() {
        try {
            OVER.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static H1Response get(String target) throws IOException {
        return H1Client.fetch(quaygate.http(), "a.test", target);
    }

    private static H1Response method(String method, String target) throws IOException {
        try (var client = H1Client.clear(quaygate.http())) {
            client.send(
                    method
                            + " "
                            + target
                            + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\nConnection:"
                            + " close\r\n\r\n");
            return client.read();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.test", "A.TEST", "other.example", "127.0.0.1", "[::1]", "a.test:80"})
    void answersTheTokenForAnyHost(String host) throws IOException {
        H1Response proof = H1Client.fetch(quaygate.http(), host, open);

        assertThat(proof.status()).isEqualTo(200);
        assertThat(proof.text()).isEqualTo(answer);
    }

    @Test
    void answersTheTokenOverTlsTooWhereARedirectMayHaveLed() throws IOException {
        try (var client = H1Client.tls(quaygate.https(), "a.test")) {
            assertThat(client.get("a.test", open).read().text()).isEqualTo(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void answersNoOtherMethod(String method) throws IOException {
        H1Response refused = method(method, open);

        assertThat(refused.status()).isIn(404, 405);
        assertThat(refused.text()).doesNotContain(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "%s/",
                "%s/x",
                "%s.",
                "%sx",
                "./%s",
                "../acme-challenge/%s/..",
                "../../etc/passwd",
                "%%2e%%2e/%%2e%%2e/etc/passwd",
                "..%%2f..%%2fetc%%2fpasswd",
                "/%s",
                "%s%%00",
                "%s%%0d%%0aSet-Cookie:x=1",
                "%s;x=1",
                "*",
                "%%"
            })
    void answersNothingButTheExactPath(String form) throws IOException {
        String token = open.substring(PREFIX.length());

        H1Response response = get(PREFIX + form.formatted(token));

        // A path is read once: what normalises to the exact one is the exact one.
        boolean same = form.equals("./%s");
        if (same && response.status() == 200) {
            assertThat(response.text()).isEqualTo(answer);
            return;
        }
        assertThat(response.status()).isIn(400, 404);
        assertThat(response.text()).doesNotContain(answer).doesNotContain("root:");
        assertThat(response.header("Location")).isEmpty();
        assertThat(response.header("Set-Cookie")).isEmpty();
    }

    @Test
    void refusesATokenOfAMebibyteAndGoesOn() throws IOException {
        try {
            assertThat(get(PREFIX + "x".repeat(1 << 20)).status()).isIn(400, 404, 414, 431);
        } catch (IOException closed) {
            // The connection ends before all of it was sent: nobody waits for the rest.
        }

        assertThat(get(open).text()).isEqualTo(answer);
    }

    @Test
    void aQueryOrAnEncodedTokenIsNoWayAround() throws IOException {
        String token = open.substring(PREFIX.length());
        String encoded = "%%%02x".formatted((int) token.charAt(0)) + token.substring(1);

        for (String target : List.of(open + "?x=1", PREFIX + encoded)) {
            H1Response response = get(target);
            assertThat(response.status()).as(target).isIn(200, 400, 404);
            assertThat(response.header("Location")).as(target).isEmpty();
        }
    }

    private static Quaygate routing(String redirect) {
        return Quaygate.start(
                """
                listen: {http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@'], redirect: %2$s}
                certificates: {issuers: [internal], unknownTokens: route}
                routes:
                  - {host: app.internal, tls: internal, to: %1$d}
                  - {host: plain.test, tls: off, to: %1$d}
                """
                        .formatted(app.port(), redirect));
    }

    @Test
    void tokensOfTheApplicationReachItWhereThatIsSet() throws IOException {
        try (var other = routing("off")) {
            H1Response plain = H1Client.fetch(other.http(), "plain.test", PREFIX + "theirs");
            assertThat(plain.text()).isEqualTo("theirs");

            H1Response clear = H1Client.fetch(other.http(), "app.internal", PREFIX + "theirs");
            assertThat(clear.status()).isEqualTo(404);
            assertThat(clear.header("Location")).isEmpty();
            isAnsweredByTheApplication(other);
        }
    }

    @Test
    void tokensOfTheApplicationAreRedirectedAsAnyOtherPathAndOnlyOnce() throws IOException {
        try (var other = routing("308")) {
            String target = PREFIX + "theirs?x=1";
            String place = "https://app.internal:" + other.https();
            for (String path : List.of("/other", target)) {
                H1Response clear = H1Client.fetch(other.http(), "app.internal", path);
                assertThat(clear.status()).as(path).isEqualTo(308);
                assertThat(clear.header("Location")).as(path).isEqualTo(place + path);
            }
            isAnsweredByTheApplication(other);

            H1Response plain = H1Client.fetch(other.http(), "plain.test", PREFIX + "theirs");
            assertThat(plain.text()).isEqualTo("theirs");
            H1Response unknown = H1Client.fetch(other.http(), "no.test", PREFIX + "theirs");
            assertThat(unknown.status()).isEqualTo(404);
        }
    }

    private static void isAnsweredByTheApplication(Quaygate other) throws IOException {
        try (var client = H1Client.tls(other.https(), "app.internal")) {
            H1Response secure = client.get("app.internal", PREFIX + "theirs").read();
            assertThat(secure.status()).isEqualTo(200);
            assertThat(secure.text()).isEqualTo("theirs");
            assertThat(secure.header("Location")).isEmpty();
        }
    }
}
