package dev.quaygate.acme.faultca;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.SkewedClock;
import dev.quaygate.acme.VirtualClock;
import dev.quaygate.acme.VirtualLife;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.RevocationListSource;
import dev.quaygate.acme.issue.AcmeClients;
import dev.quaygate.acme.issue.CaFacts;
import dev.quaygate.acme.issue.CaPreset;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.preflight.Preflight;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.CrashingDisk;
import dev.quaygate.acme.store.KillPoints;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A life of certificates next to one or more authorities, on one clock. */
final class Lab implements AutoCloseable {
    /** Limits of a request and a call, in real time, where a test waits for them. */
    private static final Duration REQUEST = Duration.ofSeconds(2);

    private static final Duration CALL = Duration.ofSeconds(5);

    final VirtualClock clock;
    final SkewedClock wall;
    final ChallengeBoard board;
    private final Instant began;
    private final Supplier<CertificateStore> stores;
    private final Map<String, Supplier<AcmeClient>> clients = new HashMap<>();

    /** What the product knows of an authority whose limits we have made ours. */
    private static final CaFacts KNOWN_LIMITS =
            CaPreset.facts(URI.create("https://acme-v02.api.letsencrypt.org/directory"))
                    .withStaging(null);

    private final Map<String, Issuer.Acme> issuers = new HashMap<>();
    private @Nullable FaultCa https;
    private CertificateStore store;
    private VirtualLife life;
    private long starts;
    private boolean hurried;
    private @Nullable Preflight preflight;
    private RevocationListSource lists = RevocationListSource.NONE;

    /** A life on a store that is opened anew at each restart. */
    Lab(Supplier<CertificateStore> stores) {
        this(stores, new VirtualClock(), new ChallengeBoard());
    }

    private Lab(Supplier<CertificateStore> stores, VirtualClock clock, ChallengeBoard board) {
        this.clock = clock;
        this.wall = new SkewedClock(clock);
        this.board = board;
        this.began = clock.instant();
        this.stores = stores;
        this.store = stores.get();
        this.life = begin();
    }

    /** On a directory whose writes are not forced to the device. */
    static Lab at(Path directory) {
        return new Lab(() -> CrashingDisk.open(directory, KillPoints.none()));
    }

    /** Another store, at the same authorities and the same time. */
    Lab elsewhere(Path directory) {
        var other = new Lab(() -> CrashingDisk.open(directory, KillPoints.none()), clock, board);
        other.clients.putAll(clients);
        other.issuers.putAll(issuers);
        return other;
    }

    /** An authority in memory that takes a tenth of a second for each request. */
    Authority direct(String id, CaSettings settings) {
        return direct(id, settings, Duration.ofMillis(100));
    }

    Authority direct(String id, CaSettings settings, Duration latency) {
        return direct(id, settings, latency, clock);
    }

    /** An authority that goes by another clock than the true one. */
    Authority direct(String id, CaSettings settings, Duration latency, InstantSource time) {
        var core = new Authority(settings, time, board);
        var line = new DirectLine(core, latency, clock::advance);
        clients.put(id, () -> new DirectClient(core, line));
        Issuer.Acme issuer = Issuer.Acme.of(id, URI.create("https://" + id + ".test/directory"));
        issuers.put(id, settings.limits() ? issuer.with(KNOWN_LIMITS) : issuer);
        return core;
    }

    /** An authority behind https, asked by the real client. */
    Authority https(String id, CaSettings settings) throws IOException {
        var core = new Authority(settings, clock, board);
        https = new FaultCa(core);
        FaultCa ca = https;
        clients.put(id, () -> new Acme4jClient(endpoint(ca), clock));
        issuers.put(id, Issuer.Acme.of(id, https.directory()));
        return core;
    }

    /** Has lists of revoked certificates. */
    void lists(RevocationListSource wanted) {
        lists = wanted;
    }

    /** Patient as in production, so that a busy machine is no fault, or hurried. */
    private AcmeEndpoint endpoint(FaultCa ca) {
        return hurried
                ? ca.endpoint(REQUEST, CALL)
                : ca.endpoint(Duration.ofSeconds(60), Duration.ofSeconds(120));
    }

    /** From the next restart on, requests over https end after seconds of real time. */
    void hurry(boolean wanted) {
        hurried = wanted;
    }

    /** From the next restart on, orders are looked at before they are placed. */
    void preflight(Preflight wanted) {
        preflight = wanted;
    }

    Issuer.Acme issuer(String id) {
        Issuer.Acme issuer = issuers.get(id);
        if (issuer == null) {
            throw new IllegalArgumentException("no authority " + id);
        }
        return issuer;
    }

    CertificatePolicy policy(String name, String... issuers) {
        return policy(List.of(name), null, issuers);
    }

    CertificatePolicy policy(List<String> names, @Nullable String profile, String... issuers) {
        List<Issuer> chain = new java.util.ArrayList<>();
        for (String id : issuers) {
            chain.add(issuer(id));
        }
        CertificatePolicy usual = CertificatePolicy.of(names, chain);
        return new CertificatePolicy(
                usual.names(),
                usual.issuers(),
                profile,
                KeyType.P256,
                false,
                List.of(ChallengeType.HTTP_01, ChallengeType.TLS_ALPN_01),
                usual.renew(),
                null);
    }

    /** When the clock started. */
    Instant began() {
        return began;
    }

    VirtualLife life() {
        return life;
    }

    CertificateStore store() {
        return store;
    }

    /** A new process on the same store; configure it again. */
    VirtualLife restart() {
        life.manager().close();
        store.close();
        store = stores.get();
        life = begin();
        return life;
    }

    private VirtualLife begin() {
        return new VirtualLife(store, clock, wall, new Clients(), board, 42 + starts++, preflight);
    }

    /** From the network that the lab is. */
    private final class Clients implements AcmeClients {
        @Override
        public AcmeClient of(Issuer.Acme issuer) {
            Supplier<AcmeClient> client = clients.get(issuer.id());
            if (client == null) {
                throw new IllegalArgumentException("no authority " + issuer.id());
            }
            return client.get();
        }

        @Override
        public RevocationListSource lists() {
            return (place, known) -> lists.get(place, known);
        }
    }

    @Override
    public void close() throws IOException {
        life.manager().close();
        store.close();
        if (https != null) {
            https.close();
        }
    }
}
