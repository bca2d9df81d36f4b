package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.client.OrderRequest;
import dev.quaygate.acme.issue.CaFacts;
import dev.quaygate.acme.issue.CaPreset;
import dev.quaygate.acme.issue.Issuer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sets that handshakes bring, and the places that handshakes give: C13 C14. */
final class OnDemandLifeTest extends OneStoreLife {
    private static final CaFacts LIMITS =
            CaPreset.facts(URI.create("https://acme-v02.api.letsencrypt.org/directory"))
                    .withStaging(null);
    private static final Issuer.Acme CA = TestLife.CA.with(LIMITS);

    @Test
    void aNameThatAHandshakeBroughtIsOrderedWithoutTouchingTheOthers() {
        life.configure(policy("configured.example.com"));
        life.run(Duration.ofMinutes(1));
        int published = life.published.size();

        life.manager.include(policy("brought.customer.com"));
        life.run(Duration.ofMinutes(1));

        assertThat(life.published).hasSize(published + 1);
        assertThat(life.latest().names()).containsExactly("brought.customer.com");
        assertThat(states()).containsExactly(State.OK, State.OK);
    }

    @Test
    void whatNobodyAsksForAnyMoreIsKeptButNotRenewed() throws InterruptedException {
        ca.life = Duration.ofDays(6);
        life.configure();
        life.manager.include(policy("brought.customer.com"));
        life.run(Duration.ofMinutes(1));

        life.manager.exclude(policy("brought.customer.com").id());
        life.run(Duration.ofDays(5));

        assertThat(ca.ordered).hasSize(1);
        assertThat(states()).containsExactly(State.UNUSED);
    }

    @Test
    void whatNobodyAsksForAndHasNoCertificateIsForgotten() throws InterruptedException {
        ca.failing = true;
        life.configure();
        for (int i = 0; i < 100; i++) {
            life.manager.include(policy("n" + i + ".customer.com"));
            life.manager.exclude(policy("n" + i + ".customer.com").id());
        }

        assertThat(life.manager.statuses()).isEmpty();
        assertThat(life.manager.inOrder()).isEmpty();
    }

    @Test
    void strangersLeaveHalfOfTheAccountsOrdersToTheConfiguration() {
        life.configure();
        for (int i = 0; i < 200; i++) {
            life.manager.include(policy("www.site" + i + ".com"));
        }
        life.run(Duration.ofHours(1));
        assertThat(ca.ordered).hasSize(150);
        assertThat(states()).filteredOn(State.QUEUED::equals).hasSize(50);

        configureAlso(100, "www.own%d.com");
        life.run(Duration.ofHours(1));

        assertThat(ca.ordered).hasSize(250);
        assertThat(names().subList(150, 250)).allMatch(name -> name.startsWith("www.own"));
    }

    @Test
    void missingNamesThatHandshakesAskForGoFirstAndTheirMemoryIsBounded() {
        List<CertificatePolicy> policies = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            policies.add(policy("n%d.example.com".formatted(i)));
        }
        policies.add(policy("*.wild.example.com"));
        life.configure(policies.toArray(CertificatePolicy[]::new));

        life.manager.wanted("n59.example.com");
        life.manager.wanted("any.wild.example.com");
        for (int i = 0; i < 100_000; i++) {
            life.manager.wanted("stranger" + i + ".example.org");
        }
        for (NameSet set : life.manager.inOrder()) {
            set.status(); // takes its place in the queue
        }
        life.run(Duration.ofHours(1));

        assertThat(ca.ordered).hasSize(45);
        assertThat(names()).contains("n59.example.com").doesNotContain("n58.example.com");
    }

    private void configureAlso(int count, String pattern) {
        List<CertificatePolicy> own = new ArrayList<>();
        List<CertificatePolicy> brought = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            own.add(policy(pattern.formatted(i)));
        }
        for (int i = 0; i < 200; i++) {
            brought.add(policy("www.site" + i + ".com"));
        }
        life.manager.configure(LifecycleSettings.defaults(), own, brought);
        life.wake();
    }

    private List<String> names() {
        return ca.ordered.stream().map(OrderRequest::names).map(List::getFirst).toList();
    }

    private List<State> states() {
        return life.manager.statuses().stream().map(CertificateStatus::state).toList();
    }

    private static CertificatePolicy policy(String name) {
        return CertificatePolicy.of(List.of(name), List.of(CA));
    }
}
