package dev.quaygate.acme.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quaygate.acme.client.AcmeFailure.Reason;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import dev.quaygate.acme.pebble.TlsAlpn01Server;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * RFC 8555, RFC 8737, RFC 9773 against a real server. Guards C2 (http-01), C3 (tls-alpn-01), C8
 * (renewal information), C9 (profiles), C10 (any authority, EAB, own root).
 */
class Acme4jClientXIT {
    @Test
    void issuesByHttp01Alone() throws Exception {
        try (var http = new Http01Server();
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS.httpPort(http.port()))) {
            var issued = issuance(pebble).byHttp(http, OrderRequest.of("a.example", "b.example"));

            assertThat(SubjectNames.of(issued.leaf())).containsExactly("a.example", "b.example");
            issued.chain().getLast().verify(pebble.issuingRoot().getPublicKey());
        }
    }

    @Test
    void issuesByTlsAlpn01AloneWithAnEcKey() throws Exception {
        try (var tls = new TlsAlpn01Server();
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS.tlsPort(tls.port()))) {
            var issued = issuance(pebble).byTls(tls, OrderRequest.of("tls.example"));

            assertThat(SubjectNames.of(issued.leaf())).containsExactly("tls.example");
        }
    }

    @Test
    void issuesForAnAddressByItsReverseName() throws Exception {
        try (var tls = new TlsAlpn01Server();
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS.tlsPort(tls.port()))) {
            var issued = issuance(pebble).byTls(tls, OrderRequest.of("127.0.0.1"));

            assertThat(SubjectNames.of(issued.leaf())).containsExactly("127.0.0.1");
        }
    }

    @Test
    void tellsWhatTheAuthorityFoundWhenAChallengeFails() throws Exception {
        try (var http = new Http01Server();
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS.httpPort(http.port()))) {
            var client = client(pebble);
            var account = client.createAccount(AccountRequest.of(AccountKeys.generate()));
            var order = client.newOrder(account, OrderRequest.of("wrong.example"));
            var url = order.authorizations().getFirst();
            var challenge =
                    client.getAuthorization(account, url).challenge("http-01").orElseThrow();

            client.triggerChallenge(account, challenge.url()); // nothing is presented

            AcmeAuthorization seen = client.getAuthorization(account, url);
            while (seen.status() == AcmeStatus.PENDING) {
                Thread.onSpinWait();
                seen = client.getAuthorization(account, url);
            }
            assertThat(seen.status()).isEqualTo(AcmeStatus.INVALID);
            assertThat(seen.error().orElseThrow().type()).isEqualTo("unauthorized");
            assertThat(seen.error().orElseThrow().detail()).contains("404");
            assertThat(client.getOrder(account, order.url()).status())
                    .isEqualTo(AcmeStatus.INVALID);
        }
    }

    @Test
    void needsTheExternalAccountBindingThatTheAuthorityAsksFor() throws Exception {
        String mac = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";
        try (var http = new Http01Server();
                var pebble =
                        PebbleServer.start(
                                PebbleOptions.DEFAULTS
                                        .httpPort(http.port())
                                        .eabKeys(Map.of("kid-1", mac)))) {
            var client = client(pebble);
            var key = AccountKeys.generate();

            var refused = failure(() -> client.createAccount(AccountRequest.of(key)));
            var account =
                    client.createAccount(
                            new AccountRequest(
                                    key, null, new ExternalAccountBinding("kid-1", mac)));

            assertThat(client.directory().externalAccountRequired()).isTrue();
            assertThat(refused.problem().orElseThrow().type()).isEqualTo("externalAccountRequired");
            new Issuance(client, account).byHttp(http, OrderRequest.of("eab.example"));
        }
    }

    @Test
    void issuesTwentyOfTwentyWhenHalfOfTheNoncesAreRefused() throws Exception {
        try (var http = new Http01Server();
                var pebble =
                        PebbleServer.start(
                                PebbleOptions.DEFAULTS.httpPort(http.port()).badNoncePercent(50));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var client = client(pebble);
            var account = client.createAccount(AccountRequest.of(AccountKeys.generate()));
            var orders = new ArrayList<Callable<CertifiedKey>>();
            for (int i = 0; i < 20; i++) {
                var request = OrderRequest.of("n" + i + ".example");
                orders.add(() -> new Issuance(client, account).byHttp(http, request));
            }

            var issued = threads.invokeAll(orders);

            assertThat(issued).hasSize(20).allSatisfy(one -> assertThat(one.get()).isNotNull());
            // The server does not log refusals, but each costs one more request for an order.
            assertThat(pebble.log().split("POST /order-plz", -1)).hasSizeGreaterThan(25);
        }
    }

    @Test
    void asksOnlyAnAuthorityWhoseCertificateItTrusts() throws Exception {
        try (var pebble = PebbleServer.start(PebbleOptions.DEFAULTS)) {
            var endpoint = AcmeEndpoint.of(pebble.directory(), "quaygate-test/1").withPace(1000);
            var distrusting = new Acme4jClient(endpoint, InstantSource.system());

            var refused = failure(distrusting::directory);
            var directory = client(pebble).directory();

            assertThat(refused.reason()).isInstanceOf(Reason.Unreachable.class);
            assertThat(refused).hasMessageContaining("TLS").hasMessageContaining("caRoot");
            assertThat(directory.url()).isEqualTo(pebble.directory());
            assertThat(directory.serverTime()).isNotNull();
        }
    }

    @Test
    void ordersASuccessorWithinTheWindowThatTheAuthoritySets() throws Exception {
        try (var http = new Http01Server();
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS.httpPort(http.port()))) {
            var client = client(pebble);
            var account = client.createAccount(AccountRequest.of(AccountKeys.generate()));
            var issuance = new Issuance(client, account);
            var first = issuance.byHttp(http, OrderRequest.of("ari.example"));
            var id = CertId.of(first.leaf()).orElseThrow();
            var start = Instant.parse("2026-01-02T03:04:05Z");
            pebble.renewalInfo(
                    first.leaf(),
                    "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}, \"explanationURL\": \"https://x.example/why\"}"
                            .formatted(start, start.plusSeconds(60)));

            var info = client.renewalInfo(id).orElseThrow();
            var successor = OrderRequest.of("ari.example").withReplaces(id);
            issuance.byHttp(http, successor);
            var again = failure(() -> client.newOrder(account, successor));

            assertThat(info.start()).isEqualTo(start);
            assertThat(info.end()).isEqualTo(start.plusSeconds(60));
            assertThat(info.explanationUrl()).hasToString("https://x.example/why");
            assertThat(info.retryAfter()).isAfter(Instant.now());
            assertThat(again.reason()).isInstanceOf(Reason.AlreadyReplaced.class);
            assertThat(again.problem().orElseThrow().httpStatus()).isEqualTo(409);
        }
    }

    @Test
    void namesTheOfferedProfilesWhenTheWantedOneIsMissing() throws Exception {
        try (var http = new Http01Server();
                var pebble =
                        PebbleServer.start(
                                PebbleOptions.DEFAULTS
                                        .httpPort(http.port())
                                        .profiles(Map.of("tlsserver", 86_400L, "short", 600L)))) {
            var client = client(pebble);
            var account = client.createAccount(AccountRequest.of(AccountKeys.generate()));

            var refused =
                    failure(() ->
                            client.newOrder(
                                    account, OrderRequest.of("p.example").withProfile("classic")));
            var issued =
                    new Issuance(client, account)
                            .byHttp(http, OrderRequest.of("p.example").withProfile("short"));

            assertThat(refused.reason())
                    .isEqualTo(
                            new Reason.ProfileNotOffered("classic", List.of("short", "tlsserver")));
            assertThat(issued.leaf().getNotAfter().toInstant())
                    .isBefore(Instant.now().plus(Duration.ofMinutes(11)));
        }
    }

    @Test
    void resumesAnOrderByItsAddressInANewClient() throws Exception {
        try (var http = new Http01Server();
                var pebble = PebbleServer.start(PebbleOptions.DEFAULTS.httpPort(http.port()))) {
            var before = client(pebble);
            var key = AccountKeys.generate();
            var account = before.createAccount(AccountRequest.of(key));
            var order = before.newOrder(account, OrderRequest.of("resumed.example"));
            new Issuance(before, account).authorizeByHttp(http, order);

            var after = client(pebble);
            var known = new AcmeAccount(account.url(), AccountKeys.fromPem(AccountKeys.toPem(key)));
            var resumed = after.getOrder(known, order.url());
            var issued = new Issuance(after, known).take(order.url(), List.of("resumed.example"));

            assertThat(resumed.status()).isEqualTo(AcmeStatus.READY);
            assertThat(issued.leaf()).isNotNull();
        }
    }

    @Test
    void changesAndFindsAccountsByTheirKey() throws Exception {
        try (var pebble = PebbleServer.start(PebbleOptions.DEFAULTS)) {
            var client = client(pebble);
            var oldKey = AccountKeys.generate();
            var newKey = AccountKeys.generate();

            var unknown = client.findAccount(oldKey);
            var account = client.createAccount(AccountRequest.of(oldKey));
            var changed = client.changeKey(account, newKey);

            assertThat(unknown).isEmpty();
            assertThat(client.findAccount(oldKey)).isEmpty();
            assertThat(client.findAccount(newKey).orElseThrow().url()).isEqualTo(account.url());
            client.deactivateAccount(changed);
            assertThat(failure(() -> client.newOrder(changed, OrderRequest.of("x.example"))))
                    .hasMessageContaining("unauthorized");
        }
    }

    @Test
    void revokesACertificateAndFetchesAlternateChains() throws Exception {
        try (var http = new Http01Server();
                var pebble =
                        PebbleServer.start(
                                PebbleOptions.DEFAULTS.httpPort(http.port()).alternateRoots(1))) {
            var client = client(pebble);
            var account = client.createAccount(AccountRequest.of(AccountKeys.generate()));
            var issuance = new Issuance(client, account);
            var order = client.newOrder(account, OrderRequest.of("gone.example"));
            issuance.authorizeByHttp(http, order);
            var issued = issuance.take(order.url(), List.of("gone.example"));
            var address =
                    Optional.ofNullable(client.getOrder(account, order.url()).certificate())
                            .orElseThrow();

            client.revoke(account, issued.leaf(), RevocationReason.SUPERSEDED);

            assertThat(pebble.certificateStatus(issued.leaf())).contains("Revoked");
            var alternates = client.download(account, address).alternates();
            assertThat(alternates).hasSize(1);
            assertThat(client.download(account, alternates.getFirst()).certificates().getFirst())
                    .isEqualTo(issued.leaf());
        }
    }

    @Test
    void deactivatesAuthorizationsThatNobodyWillUse() throws Exception {
        try (var pebble = PebbleServer.start(PebbleOptions.DEFAULTS)) {
            var client = client(pebble);
            var account = client.createAccount(AccountRequest.of(AccountKeys.generate()));
            var order = client.newOrder(account, OrderRequest.of("dropped.example"));
            var url = order.authorizations().getFirst();

            client.deactivateAuthorization(account, url);

            assertThat(client.getAuthorization(account, url).status())
                    .isEqualTo(AcmeStatus.DEACTIVATED);
        }
    }

    private static Issuance issuance(PebbleServer pebble) throws Exception {
        var client = client(pebble);
        return new Issuance(
                client, client.createAccount(AccountRequest.of(AccountKeys.generate())));
    }

    private static Acme4jClient client(PebbleServer pebble) {
        return new Acme4jClient(
                AcmeEndpoint.of(pebble.directory(), "quaygate-test/1")
                        .withPace(1000)
                        .withRoots(List.of(pebble.tlsRoot())),
                InstantSource.system());
    }

    private static AcmeFailure failure(ThrowingCallable call) {
        AcmeFailure failure = catchThrowableOfType(AcmeFailure.class, call);
        assertThat(failure).as("the call must fail").isNotNull();
        return failure;
    }
}
