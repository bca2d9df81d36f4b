package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.RenewalRule;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.Loaded;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a configuration asks of the certificate life cycle. */
class CertificatePlanTest {
    @Test
    void publicNamesGoToTheIssuersAndInternalOnesToOurOwn() {
        List<CertificatePolicy> policies =
                policies(
                        """
                        routes:
                          - {name: a, host: [app.example.com, www.example.com], to: 3000}
                          - {name: b, host: box.internal, to: 3001}
                          - {name: c, host: clear.example.com, to: 3002, tls: off}
                        """,
                        Set.of());

        assertThat(policies).hasSize(2);
        assertThat(policies.getFirst().names())
                .containsExactly("app.example.com", "www.example.com");
        assertThat(policies.getFirst().issuers())
                .allMatch(issuer -> issuer instanceof Issuer.Acme acme && acme.email() == null);
        assertThat(policies.getFirst().challenges())
                .containsExactly(ChallengeType.TLS_ALPN_01, ChallengeType.HTTP_01);
        assertThat(policies.getLast().names()).containsExactly("box.internal");
        assertThat(policies.getLast().issuers())
                .allMatch(issuer -> issuer instanceof Issuer.Internal);
    }

    @Test
    void takesOverWhatTheFileSaysDifferently() {
        CertificatePolicy policy =
                policies(
                                """
                                email: ops@example.com
                                certificates:
                                  issuers: [{name: lab, url: "https://ca.lab/dir"}]
                                  keyType: rsa2048
                                  renew: {at: 0.5}
                                routes:
                                  - host: app.example.com
                                    to: 3000
                                    certificate: {keyType: p384, challenges: [http-01]}
                                """,
                                Set.of())
                        .getFirst();

        assertThat(policy.keyType()).isEqualTo(KeyType.P384);
        assertThat(policy.challenges()).containsExactly(ChallengeType.HTTP_01);
        assertThat(policy.renew()).isEqualTo(new RenewalRule.At(0.5));
        assertThat(policy.issuers())
                .singleElement()
                .isInstanceOfSatisfying(
                        Issuer.Acme.class,
                        acme -> {
                            assertThat(acme.id()).isEqualTo("lab");
                            assertThat(acme.email()).isEqualTo("ops@example.com");
                        });
    }

    @Test
    void aListOfTwoKindsOfKeysMakesTwoSetsOfTheSameNames() {
        List<CertificatePolicy> policies =
                policies(
                        """
                        certificates: {keyType: [rsa2048, p384]}
                        routes:
                          - {name: a, host: [app.example.com, www.example.com], to: 3000}
                          - {name: b, host: box.internal, to: 3001}
                          - name: c
                            host: one.example.com
                            to: 3002
                            certificate: {keyType: p256}
                          - name: d
                            host: two.example.com
                            to: 3003
                            certificate: {keyType: [p256, rsa4096]}
                        """,
                        Set.of());

        assertThat(policies)
                .extracting(policy -> policy.names().getFirst() + " " + policy.keyType().word())
                .containsExactly(
                        "app.example.com rsa2048",
                        "app.example.com p384",
                        "box.internal rsa2048",
                        "box.internal p384",
                        "one.example.com p256",
                        "two.example.com p256",
                        "two.example.com rsa4096");
        assertThat(policies.get(0).names()).isEqualTo(policies.get(1).names());
        assertThat(policies.stream().map(CertificatePolicy::id).distinct()).hasSize(7);
    }

    @Test
    void anAuthorityOfOnesOwnMayHaveAPlaceForTests() {
        List<CertificatePolicy> policies =
                policies(
                        """
                        certificates:
                          issuers: [{name: lab, url: "https://ca.lab/dir", staging: "https://test.lab/dir"}]
                        routes: [{host: app.example.com, to: 3000}]
                        """,
                        Set.of());

        assertThat(policies.getFirst().issuers())
                .singleElement()
                .isInstanceOfSatisfying(
                        Issuer.Acme.class,
                        lab ->
                                assertThat(lab.facts().staging())
                                        .isEqualTo(URI.create("https://test.lab/dir")));
    }

    @Test
    void anAddressOpensTheDoorToASecondAuthority() {
        String routes = "routes: [{host: app.example.com, to: 3000}]\n";

        assertThat(issuers(routes)).containsExactly("letsencrypt null");
        assertThat(issuers("email: ops@example.com\n" + routes))
                .containsExactly("letsencrypt null", "zerossl ops@example.com");
        assertThat(
                        issuers(
                                "email: ops@example.com\ncertificates: {issuers: [letsencrypt]}\n"
                                        + routes))
                .containsExactly("letsencrypt null");
    }

    @Test
    void asksNobodyForAnAddressThatHeDoesNotCertify() {
        String route = "routes: [{host: 203.0.113.7, to: 3000}]\n";

        assertThat(issuers("email: ops@example.com\n" + route)).containsExactly("letsencrypt null");
        assertThat(issuers("email: a@b.ex\ncertificates: {issuers: [zerossl]}\n" + route))
                .as("better than nobody: the reason is shown")
                .containsExactly("zerossl a@b.ex");
    }

    private static List<String> issuers(String yaml) {
        return policies(yaml, Set.of()).getFirst().issuers().stream()
                .map(Issuer.Acme.class::cast)
                .map(issuer -> issuer.id() + " " + issuer.email())
                .toList();
    }

    @Test
    void ordersNothingThatTheUserBrings() {
        String yaml =
                """
                routes:
                  - {name: a, host: [app.example.com, example.com], to: 3000}
                """;

        assertThat(policies(yaml, Set.of("*.example.com")).getFirst().names())
                .containsExactly("example.com");
        assertThat(policies(yaml, Set.of("app.example.com", "example.com"))).isEmpty();
    }

    private static List<CertificatePolicy> policies(String yaml, Set<String> brought) {
        var request = ConfigRequest.of(Path.of("test.yaml"), Map.of()).with(yaml);
        Loaded loaded = ConfigLoader.load(request);
        assertThat(loaded.problems()).noneMatch(problem -> problem.isError());
        Configuration configuration = ((Loaded.Good) loaded).configuration();
        return new CertificatePlan(configuration).policies(brought);
    }
}
