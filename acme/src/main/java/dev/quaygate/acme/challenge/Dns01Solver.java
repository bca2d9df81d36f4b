package dev.quaygate.acme.challenge;

import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.WireTransport;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoreProblem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers dns-01 challenges for the configured zones. Where several lists of zones hold a name, the
 * longest zone wins. Any thread; everything but {@link #covers} blocks.
 */
public final class Dns01Solver {
    private static final Logger log = LoggerFactory.getLogger(Dns01Solver.class);
    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(3);

    /** A list of zones with the writer for it. */
    record Access(DnsZone zone, TxtWriter writer, AuthoritativeDns dns) {}

    private final TxtJournal journal;
    private final CertificateStore store;
    private final AuthoritativeDns dns;
    private final Set<TxtRecord> active = ConcurrentHashMap.newKeySet();
    private volatile List<Access> accesses = List.of();

    /** With the resolvers of this machine. */
    public Dns01Solver(CertificateStore store) {
        this(store, AuthoritativeDns.ofSystem(new WireTransport(QUESTION_LIMIT)));
    }

    /**
     * @param store keeps the journal of values that are written
     * @param dns finds zones and their servers
     */
    public Dns01Solver(CertificateStore store, AuthoritativeDns dns) {
        this.store = store;
        this.journal = new TxtJournal(store);
        this.dns = dns;
    }

    /**
     * Makes these the zones that can be written, from the next challenge on.
     *
     * @throws IllegalArgumentException naming the zone and the option that is wrong; the zones
     *     before then stay
     */
    public void configure(List<DnsZone> zones) {
        var opened = new ArrayList<Access>();
        for (DnsZone zone : zones) {
            opened.add(
                    accesses.stream()
                            .filter(known -> known.zone().equals(zone))
                            .findFirst()
                            .orElseGet(() -> open(zone)));
        }
        accesses = List.copyOf(opened);
    }

    private Access open(DnsZone zone) {
        AuthoritativeDns view =
                zone.propagation().resolvers().isEmpty()
                        ? dns
                        : dns.trusting(zone.propagation().resolvers());
        try {
            TxtWriter writer =
                    DnsProviders.find(zone.provider())
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "provider: '"
                                                    + zone.provider()
                                                    + "' is not one of "
                                                    + DnsProviders.words()))
                            .open(zone.options(), view);
            return new Access(zone, writer, view);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "certificates.dns, zones " + zone.zones() + ": " + e.getMessage(), e);
        }
    }

    /** Whether a name (for a wildcard the name behind {@code *.}) can be proved by dns-01. */
    public boolean covers(String name) {
        return access(name).isPresent();
    }

    Optional<Access> access(String name) {
        return accesses.stream()
                .filter(access -> access.zone().covers(name))
                .max(
                        Comparator.comparingInt(access ->
                                access.zone().longest(name).map(String::length).orElse(0)));
    }

    AuthoritativeDns dns() {
        return dns;
    }

    /**
     * Begins the answers for one order.
     *
     * @param set name set whose lease is held
     * @param note takes one line for the timeline
     */
    public Dns01Session session(String set, Waiting waiting, Consumer<String> note) {
        return new Dns01Session(this, set, waiting, note);
    }

    String present(String set, Access access, TxtRecord txt)
            throws IOException, InterruptedException {
        active.add(txt);
        journal.note(set, txt);
        return access.writer().present(txt);
    }

    /** Removes a value; keeps it in the journal if the provider does not take that. */
    void remove(String set, TxtRecord txt) throws InterruptedException {
        Access access = access(txt.name()).or(() -> access(txt.domain())).orElse(null);
        if (access == null) {
            log.warn(
                    "dns.leftover set={} name={} what=no zone under certificates.dns holds it"
                            + " any more; remove the TXT record by hand",
                    set,
                    txt.name());
            active.remove(txt);
            return;
        }
        try {
            access.writer().remove(txt);
            journal.strike(set, txt);
        } catch (IOException | StoreProblem e) {
            log.warn("dns.leftover set={} name={} what={}", set, txt.name(), e.getMessage());
        } finally {
            active.remove(txt);
        }
    }

    /**
     * Removes what earlier attempts for a set left at providers. The caller holds the lease of the
     * set; values of attempts of this process that still run stay.
     */
    public void sweep(String set) throws InterruptedException {
        for (TxtRecord txt : journal.of(set)) {
            if (!active.contains(txt)) {
                remove(set, txt);
            }
        }
    }

    /** {@link #sweep(String) Sweeps} all sets whose lease is free; for a start. */
    public void sweepAll() throws InterruptedException {
        for (String set : journal.sets()) {
            Optional<Lease> lease = store.lease(set);
            if (lease.isPresent()) {
                try (Lease _ = lease.get()) {
                    sweep(set);
                }
            }
        }
    }
}
