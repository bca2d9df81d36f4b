package dev.quaygate.acme;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CertificateStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A manager on virtual time: the test takes the turns, in the order in which the manager asked for
 * them.
 */
final class TestLife implements CertificateListener, ChallengePresenter {
    static final Issuer.Acme CA = Issuer.Acme.of("fake", URI.create("https://ca.test/directory"));

    final CertificateManager manager;
    final List<ManagedCertificate> published = new ArrayList<>();
    final List<ManagedCertificate> withdrawn = new ArrayList<>();
    final List<LifeAlert> alerts = new ArrayList<>();
    final List<String> presented = new ArrayList<>();
    private Consumer<ManagedCertificate> whenPublished = _ -> {};
    private final VirtualClock clock;
    private final Map<String, Instant> due = new HashMap<>();

    TestLife(CertificateStore store, VirtualClock clock, Map<String, FakeAuthority> authorities) {
        this.clock = clock;
        var environment =
                new CertificateManager.Environment(
                        store,
                        issuer -> {
                            FakeAuthority authority = authorities.get(issuer.id());
                            if (authority == null) {
                                throw new IllegalArgumentException("no fake for " + issuer.id());
                            }
                            return authority;
                        },
                        (_, _, _) -> {
                            throw new IllegalArgumentException("no internal names here");
                        },
                        this,
                        this,
                        clock,
                        new Random(42));
        this.manager = new CertificateManager(environment, clock::advance, clock::nanos, false);
    }

    static CertificatePolicy policy(String... names) {
        return CertificatePolicy.of(List.of(names), List.of(CA));
    }

    void configure(CertificatePolicy... policies) {
        manager.configure(LifecycleSettings.defaults(), List.of(policies));
    }

    void run(Duration time) {
        runUntil(clock.instant().plus(time));
    }

    /** Takes all turns that are due until then. */
    void runUntil(Instant end) {
        while (true) {
            NameSet next = null;
            Instant at = end;
            for (NameSet set : manager.inOrder()) {
                Instant wish = due.getOrDefault(set.id(), clock.instant());
                if (next == null || wish.isBefore(at)) {
                    next = set;
                    at = wish;
                }
            }
            if (next == null || at.isAfter(end) || !at.isBefore(end)) {
                clock.moveTo(end);
                return;
            }
            clock.moveTo(at);
            turn(next);
        }
    }

    void turn(NameSet set) {
        try {
            due.put(set.id(), set.turn());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next turn of every set comes at once, as after a wake-up. */
    void wake() {
        due.clear();
    }

    ManagedCertificate latest() {
        return published.getLast();
    }

    @Override
    public void published(ManagedCertificate certificate) {
        published.add(certificate);
        whenPublished.accept(certificate);
    }

    /** Calls somebody at each publication, while the attempt is still under way. */
    void onPublished(Consumer<ManagedCertificate> listener) {
        whenPublished = listener;
    }

    @Override
    public void withdrawn(ManagedCertificate certificate) {
        withdrawn.add(certificate);
    }

    @Override
    public void alerted(LifeAlert alert) {
        alerts.add(alert);
    }

    @Override
    public void presentHttp01(String token, String keyAuthorization) {
        presented.add("http " + token);
    }

    @Override
    public void withdrawHttp01(String token) {
        presented.remove("http " + token);
    }

    @Override
    public void presentTlsAlpn01(String name, CertifiedKey certificate) {
        presented.add("alpn " + name);
    }

    @Override
    public void withdrawTlsAlpn01(String name) {
        presented.remove("alpn " + name);
    }
}
