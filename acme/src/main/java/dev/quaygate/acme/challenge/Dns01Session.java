package dev.quaygate.acme.challenge;

import dev.quaygate.acme.challenge.Dns01Solver.Access;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.DnsTrouble;
import dev.quaygate.acme.dns.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The dns-01 answers of one order: all are written, then all are looked for, and in the end all are
 * removed. One thread.
 */
public final class Dns01Session {
    /** A value that was written, and where an authority will look for it. */
    record Written(Access access, TxtRecord txt, Location location) {}

    private final Dns01Solver solver;
    private final String set;
    private final Waiting waiting;
    private final Consumer<String> note;
    private final List<Written> written = new ArrayList<>();

    Dns01Session(Dns01Solver solver, String set, Waiting waiting, Consumer<String> note) {
        this.solver = solver;
        this.set = set;
        this.waiting = waiting;
        this.note = note;
    }

    /** Whether a name (for a wildcard the name behind {@code *.}) lies in a configured zone. */
    public boolean covers(String name) {
        return solver.covers(name);
    }

    /**
     * Writes one value. A wildcard and its base name are two challenges with one name and two
     * values.
     *
     * @throws DnsChallengeFailed QG3009 or QG3007 if DNS does not lead to a place, QG3032 if the
     *     provider does not take it
     */
    public void present(Dns01 challenge) throws DnsChallengeFailed, InterruptedException {
        String domain = challenge.name();
        Access covering =
                solver.access(domain)
                        .orElseThrow(() ->
                                new DnsChallengeFailed(
                                        "QG3016",
                                        "no zone under certificates.dns holds " + domain));
        Location location = locate(domain, covering);
        // An alias may lead to a zone that has credentials of its own.
        Access access = solver.access(location.name()).orElse(covering);
        var txt =
                new TxtRecord(
                        domain,
                        location.name(),
                        location.zone(),
                        challenge.value(),
                        challenge.keyAuthorization(),
                        access.zone().ttl());
        written.add(new Written(access, txt, location));
        try {
            String output = solver.present(set, access, txt);
            note.accept(line(access, location, output));
        } catch (IOException e) {
            throw new DnsChallengeFailed(
                    "QG3032",
                    access.zone().provider()
                            + " does not take the TXT record "
                            + txt.name()
                            + ": "
                            + e.getMessage());
        }
    }

    private static String line(Access access, Location location, String output) {
        String where = String.join(" -> ", location.chain());
        String said = output.isBlank() ? "" : ": " + output.strip();
        return "TXT at " + where + " by " + access.zone().provider() + said;
    }

    private Location locate(String domain, Access covering)
            throws DnsChallengeFailed, InterruptedException {
        String name = Dns01.recordName(domain);
        AuthoritativeDns dns = covering.dns();
        try {
            return covering.zone().follow() ? dns.follow(name) : dns.place(name);
        } catch (DnsTrouble e) {
            return switch (e.kind()) {
                case ALIAS_LOOP -> throw new DnsChallengeFailed("QG3009", e.getMessage());
                case SERVER_FAILURE -> throw new DnsChallengeFailed("QG3007", e.getMessage());
                case UNREACHABLE -> {
                    // A machine without a resolver can still write by an interface of the provider.
                    note.accept(e.getMessage() + "; the name is taken as it stands");
                    String zone = covering.zone().longest(domain).orElse(domain);
                    yield new Location(List.of(name), zone, List.of());
                }
            };
        }
    }

    /**
     * Returns when an authority will find every value, or when that cannot be seen from here and a
     * minute has passed.
     *
     * @throws DnsChallengeFailed QG3033 if a server that answers lacks a value in the end
     */
    public void awaitVisible() throws DnsChallengeFailed, InterruptedException {
        if (written.isEmpty()) {
            return;
        }
        new Propagation(written, waiting, note).await();
    }

    /** Removes everything that was written. Failures are logged and tried again later. */
    public void withdraw() throws InterruptedException {
        for (Written one : written) {
            solver.remove(set, one.txt());
        }
        written.clear();
    }
}
