package dev.quaygate.acme.client;

import static dev.quaygate.acme.client.FaultyAuthority.json;
import static dev.quaygate.acme.client.FaultyAuthority.problem;
import static dev.quaygate.acme.client.FaultyAuthority.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quaygate.acme.client.AcmeFailure.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers no authority should give: each ends in a failure that says what was wrong, in time. */
class AcmeFaultsXIT {
    private final FaultyAuthority authority;
    private final AcmeClient client;

    AcmeFaultsXIT() throws Exception {
        authority = new FaultyAuthority();
        client = authority.client();
    }

    @AfterEach
    void stop() {
        authority.close();
    }

    @Test
    void aBodyThatDripsEndsWithTheRequestLimit() {
        var stop = new CountDownLatch(1);
        authority.on(
                "/dir",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try {
                        while (!stop.await(100, TimeUnit.MILLISECONDS)) {
                            exchange.getResponseBody().write(' ');
                            exchange.getResponseBody().flush();
                        }
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });

        long start = System.nanoTime();
        var failure = failure(client::directory);
        stop.countDown();

        assertThat(failure).hasMessageContaining("too slow");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aBodyBeyondOneMebibyteIsNotRead() {
        authority.on("/dir", exchange -> json(exchange, 200, " ".repeat(2 * 1024 * 1024) + "{}"));

        assertUnreachable(failure(client::directory), "broke");
    }

    @Test
    void jsonNestedBeyondTwentyLevelsIsNotParsed() {
        authority.on(
                "/dir",
                exchange -> json(exchange, 200, "{\"a\":" + "[".repeat(21) + "]".repeat(21) + "}"));

        assertUnreachable(failure(client::directory), "deeper than 20");
    }

    @Test
    void aRedirectIsNotFollowed() {
        authority.on(
                "/dir",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", authority.url("/x").toString());
                    reply(exchange, 302, "text/plain", "");
                });

        assertUnreachable(failure(client::directory), "status 302");
        assertThat(authority.requests()).isEqualTo(1);
    }

    @Test
    void anAddressOnAForeignHostIsNeverAsked() {
        authority.on(
                "/account",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", authority.url("/a").toString());
                    json(exchange, 201, "{\"status\": \"valid\"}");
                });
        authority.on(
                "/order",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", authority.url("/o").toString());
                    json(
                            exchange,
                            201,
                            """
                            {"status": "pending", "finalize": "https://localhost/f",
                             "identifiers": [{"type": "dns", "value": "a.example"}],
                             "authorizations": ["https://evil.example/authz"]}
                            """);
                });

        var failure =
                failure(() -> {
                    var account = client.createAccount(AccountRequest.of(AccountKeys.generate()));
                    var order = client.newOrder(account, OrderRequest.of("a.example"));
                    client.getAuthorization(account, order.authorizations().getFirst());
                });

        assertUnreachable(failure, "evil.example");
    }

    @Test
    void anAccountOrAnOrderAtAForeignAddressIsNotTakenOver() {
        authority.on(
                "/account",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "https://evil.example/a");
                    json(exchange, 201, "{\"status\": \"valid\"}");
                });
        authority.on(
                "/order",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "https://evil.example/o");
                    json(
                            exchange,
                            201,
                            """
                            {"status": "pending", "finalize": "https://localhost/f",
                             "identifiers": [{"type": "dns", "value": "a.example"}],
                             "authorizations": ["https://localhost/authz"]}
                            """);
                });
        var account = new AcmeAccount(authority.url("/a"), AccountKeys.generate());

        assertUnreachable(failure(this::register), "evil.example");
        assertUnreachable(
                failure(() -> client.newOrder(account, OrderRequest.of("a.example"))),
                "evil.example");
    }

    @Test
    void anUnavailableServerKeepsItsRetryAfter() {
        authority.on(
                "/dir",
                exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", "3600");
                    reply(exchange, 503, "text/html", "<h1>busy</h1>");
                });

        var failure = failure(client::directory);

        assertUnreachable(failure, "status 503");
        assertThat(failure.retryAfter().orElseThrow())
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3601));
    }

    @Test
    void anHtmlPageIsNoDirectory() {
        authority.on("/dir", exchange -> reply(exchange, 200, "text/html", "<h1>portal</h1>"));

        assertUnreachable(failure(client::directory), "cannot be used");
    }

    @Test
    void aRateLimitWithGarbageInRetryAfterIsStillARateLimit() {
        authority.on(
                "/account",
                exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", "next tuesday");
                    problem(exchange, 429, "rateLimited");
                });

        var failure = failure(this::register);

        assertThat(failure.problem().orElseThrow().is("rateLimited")).isTrue();
        assertThat(failure.retryAfter()).isEmpty();
    }

    @Test
    void aServerErrorWithAProblemDocumentSaysNothingAboutTheRequest() {
        authority.on("/account", exchange -> problem(exchange, 500, "serverInternal"));

        assertUnreachable(failure(this::register), "keeps failing");
    }

    @Test
    void aNonceRefusedForEverEndsAfterAHundredTries() {
        authority.on("/account", exchange -> problem(exchange, 400, "badNonce"));

        assertUnreachable(failure(this::register), "badNonce");
        assertThat(authority.requests()).isBetween(101, 103); // and directory, first nonce
    }

    @Test
    void anInterruptedThreadIsNoFailureOfTheAuthority() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        authority.on(
                "/dir",
                exchange -> {
                    asked.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
        var outcome = new CompletableFuture<Throwable>();
        var thread =
                Thread.ofVirtual()
                        .start(() ->
                                outcome.complete(
                                        catchThrowableOfType(Exception.class, client::directory)));

        asked.await();
        thread.interrupt();

        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        answer.countDown();
    }

    private void register() throws AcmeFailure, InterruptedException {
        client.createAccount(AccountRequest.of(AccountKeys.generate()));
    }

    private static void assertUnreachable(AcmeFailure failure, String message) {
        assertThat(failure.reason()).isInstanceOf(Reason.Unreachable.class);
        assertThat(failure).hasMessageContaining(message).hasMessageContaining("localhost");
    }

    private static AcmeFailure failure(ThrowingCallable call) {
        AcmeFailure failure = catchThrowableOfType(AcmeFailure.class, call);
        assertThat(failure).as("the call must fail").isNotNull();
        return failure;
    }
}
