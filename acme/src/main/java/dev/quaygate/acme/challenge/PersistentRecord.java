package dev.quaygate.acme.challenge;

import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.DnsAnswer;
import dev.quaygate.acme.dns.DnsTrouble;
import dev.quaygate.acme.dns.Location;
import dev.quaygate.acme.dns.NameServer;
import dev.quaygate.acme.dns.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks for the record of a {@link DnsPersist01} at the responsible servers. */
final class PersistentRecord {
    private final AuthoritativeDns dns;

    PersistentRecord(AuthoritativeDns dns) {
        this.dns = dns;
    }

    /**
     * Returns if every server that answers shows a record that proves the name, or none can be
     * asked.
     *
     * @throws DnsChallengeFailed QG3034 with the exact record, QG3009 or QG3007
     */
    void require(DnsPersist01 challenge, Instant now)
            throws DnsChallengeFailed, InterruptedException {
        Location place;
        try {
            place = dns.follow(challenge.recordName());
        } catch (DnsTrouble e) {
            switch (e.kind()) {
                case UNREACHABLE -> {
                    return; // the authority may see what we cannot
                }
                case ALIAS_LOOP -> throw new DnsChallengeFailed("QG3009", e.getMessage());
                case SERVER_FAILURE -> throw new DnsChallengeFailed("QG3007", e.getMessage());
            }
            throw new IllegalStateException(e);
        }
        List<String> lacking = lacking(challenge, place, now);
        if (!lacking.isEmpty()) {
            throw new DnsChallengeFailed(
                    "QG3034",
                    "the record is missing, or for another account, at "
                            + String.join(", ", lacking)
                            + "; it must be "
                            + challenge.line());
        }
    }

    private List<String> lacking(DnsPersist01 challenge, Location place, Instant now)
            throws InterruptedException {
        Map<NameServer, DnsAnswer> answers =
                dns.askEach(place.servers(), place.name(), RecordType.TXT);
        List<String> lacking = new ArrayList<>();
        answers.forEach((server, answer) -> {
            boolean shows =
                    answer.texts().stream().anyMatch(text -> challenge.isProvedBy(text, now));
            if (answer.isDefinite() && !shows) {
                lacking.add(server.text());
            }
        });
        return lacking;
    }
}
