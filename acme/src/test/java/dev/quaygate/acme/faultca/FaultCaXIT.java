package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.AccountKeys;
import dev.quaygate.acme.client.AccountRequest;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeAccount;
import dev.quaygate.acme.client.AcmeAuthorization.OfferedChallenge;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.AcmeOrder;
import dev.quaygate.acme.client.AcmeStatus;
import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.client.Csr;
import dev.quaygate.acme.client.ExternalAccountBinding;
import dev.quaygate.acme.client.IssuedChain;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.OrderRequest;
import dev.quaygate.acme.client.RevocationReason;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.pebble.TlsAlpn01Server;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The test authority itself, by the real client over https: RFC 8555 from start to end. */
final class FaultCaXIT {
    private static final String NAME = "a.example.com";

    @Test
    void issuesByHttpThenReplacesByTlsThenRevokes() throws Exception {
        try (var http = new Http01Server();
                var tls = new TlsAlpn01Server();
                var ca = ca(CaSettings.defaults(), http.port(), tls.port())) {
            AcmeClient client = client(ca);
            AcmeAccount account = client.createAccount(AccountRequest.of(AccountKeys.generate()));
            AcmeOrder first = client.newOrder(account, OrderRequest.of(NAME, "b.example.com"));
            for (URI url : first.authorizations()) {
                var authorization = client.getAuthorization(account, url);
                OfferedChallenge offered = authorization.challenge(Http01.TYPE).orElseThrow();
                http.present(
                        new Http01(
                                authorization.name(),
                                Objects.requireNonNull(offered.token()),
                                Objects.requireNonNull(offered.keyAuthorization())));
                client.triggerChallenge(account, offered.url());
            }
            IssuedChain chain = finish(client, account, first);
            assertThat(chain.certificates()).hasSize(2);
            CertId id = CertId.of(chain.certificates().getFirst()).orElseThrow();
            assertThat(client.renewalInfo(id).orElseThrow().isUsable()).isTrue();
            IssuedChain other = client.download(account, chain.alternates().getFirst());
            assertThat(other.certificates().getFirst()).isEqualTo(chain.certificates().getFirst());
            assertThat(other.certificates().getLast()).isNotEqualTo(chain.certificates().getLast());

            var again = OrderRequest.of(NAME, "c.example.com").withReplaces(id);
            AcmeOrder second = client.newOrder(account, again);
            for (URI url : second.authorizations()) {
                var authorization = client.getAuthorization(account, url);
                if (authorization.status() == AcmeStatus.VALID) {
                    continue;
                }
                OfferedChallenge offered = authorization.challenge(TlsAlpn01.TYPE).orElseThrow();
                var challenge =
                        new TlsAlpn01(
                                authorization.name(),
                                Objects.requireNonNull(offered.keyAuthorization()));
                tls.present(challenge, challenge.certificate(Instant.now()));
                client.triggerChallenge(account, offered.url());
            }
            finish(client, account, second);
            var refused =
                    catchThrowableOfType(AcmeFailure.class, () -> client.newOrder(account, again));
            assertThat(refused.reason()).isInstanceOf(AcmeFailure.Reason.AlreadyReplaced.class);

            client.revoke(account, chain.certificates().getFirst(), RevocationReason.SUPERSEDED);
            assertThat(client.renewalInfo(id).orElseThrow().explanationUrl()).isNotNull();
            assertThat(ca.core().ledger().orders()).hasSize(2);
        }
    }

    @Test
    void changesTheKeyOfAnAccountAndEndsIt() throws Exception {
        try (var ca = ca(CaSettings.defaults(), 1, 1)) {
            AcmeClient client = client(ca);
            var oldKey = AccountKeys.generate();
            var newKey = AccountKeys.generate();
            AcmeAccount account = client.createAccount(AccountRequest.of(oldKey));

            AcmeAccount changed = client.changeKey(account, newKey);

            assertThat(client.findAccount(newKey).orElseThrow().url()).isEqualTo(account.url());
            assertThat(client.findAccount(oldKey)).isEmpty();
            client.deactivateAccount(changed);
            var refused =
                    catchThrowableOfType(
                            AcmeFailure.class,
                            () -> client.newOrder(changed, OrderRequest.of(NAME)));
            assertThat(refused.problem().orElseThrow().type()).isEqualTo("unauthorized");
        }
    }

    @Test
    void wantsAnExternalAccountWhereItSaysSo() throws Exception {
        String key = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI";
        try (var ca = ca(CaSettings.defaults().withBinding("kid-1", key), 1, 1)) {
            AcmeClient client = client(ca);
            var binding = new ExternalAccountBinding("kid-1", key);

            client.createAccount(new AccountRequest(AccountKeys.generate(), null, binding));

            var refused =
                    catchThrowableOfType(
                            AcmeFailure.class,
                            () -> client.createAccount(AccountRequest.of(AccountKeys.generate())));
            assertThat(refused.problem().orElseThrow().type()).isEqualTo("externalAccountRequired");
        }
    }

    @Test
    void needsAQuorumOfItsPerspectives() throws Exception {
        try (var http = new Http01Server();
                var ca = ca(CaSettings.defaults().withPerspectives(5), http.port(), 1)) {
            AcmeClient client = client(ca);
            AcmeAccount account = client.createAccount(AccountRequest.of(AccountKeys.generate()));
            ca.core().blockPerspective(3);
            assertThat(prove(client, account, http, NAME)).isEqualTo(AcmeStatus.VALID);
            ca.core().blockPerspective(4);
            assertThat(prove(client, account, http, "d.example.com")).isEqualTo(AcmeStatus.INVALID);
        }
    }

    private static AcmeStatus prove(
            AcmeClient client, AcmeAccount account, Http01Server http, String name)
            throws Exception {
        AcmeOrder order = client.newOrder(account, OrderRequest.of(name));
        URI url = order.authorizations().getFirst();
        OfferedChallenge offered =
                client.getAuthorization(account, url).challenge(Http01.TYPE).orElseThrow();
        http.present(
                new Http01(
                        name,
                        Objects.requireNonNull(offered.token()),
                        Objects.requireNonNull(offered.keyAuthorization())));
        client.triggerChallenge(account, offered.url());
        return client.getAuthorization(account, url).status();
    }

    private static IssuedChain finish(AcmeClient client, AcmeAccount account, AcmeOrder order)
            throws Exception {
        assertThat(client.getOrder(account, order.url()).status()).isEqualTo(AcmeStatus.READY);
        client.finalizeOrder(account, order.url(), Csr.der(order.names(), KeyType.P256.generate()));
        AcmeOrder done = client.getOrder(account, order.url());
        assertThat(done.status()).isEqualTo(AcmeStatus.VALID);
        return client.download(account, Objects.requireNonNull(done.certificate()));
    }

    private static FaultCa ca(CaSettings settings, int http, int tls) throws Exception {
        var validation = NetworkValidation.at(http, tls);
        return new FaultCa(new Authority(settings, InstantSource.system(), validation));
    }

    private static AcmeClient client(FaultCa ca) {
        return new Acme4jClient(
                ca.endpoint(Duration.ofSeconds(5), Duration.ofSeconds(20)), InstantSource.system());
    }
}
