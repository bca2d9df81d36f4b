package dev.quaygate.acme.challenge;

import dev.quaygate.acme.challenge.Dns01Session.Written;
import dev.quaygate.acme.dns.DnsAnswer;
import dev.quaygate.acme.dns.NameServer;
import dev.quaygate.acme.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks for written values at every responsible server, all addresses, until each shows them. An
 * authority may ask any of them. A server is silent only if none of its addresses answers.
 */
final class Propagation {
    /** For servers that cannot be asked from here. */
    private static final Duration BLIND_WAIT = Duration.ofMinutes(1);

    /** A server that was silent so often is not asked again. */
    private static final int PATIENCE = 2;

    private final List<Written> written;
    private final Waiting waiting;
    private final Consumer<String> note;
    private final Map<String, Integer> silences = new HashMap<>();

    Propagation(List<Written> written, Waiting waiting, Consumer<String> note) {
        this.written = List.copyOf(written);
        this.waiting = waiting;
        this.note = note;
    }

    void await() throws DnsChallengeFailed, InterruptedException {
        for (List<Written> place : places()) {
            await(place);
        }
        if (!silences.isEmpty()
                || written.stream().anyMatch(one -> one.location().servers().isEmpty())) {
            note.accept(
                    silences.isEmpty()
                            ? "the servers of the zone are not known; going on in a minute"
                            : String.join(", ", silences.keySet())
                                    + " cannot be asked from here; going on in a minute");
            waiting.pause(BLIND_WAIT);
        }
    }

    /** Values by the name they stand at. */
    private List<List<Written>> places() {
        var places = new LinkedHashMap<String, List<Written>>();
        for (Written one : written) {
            places.computeIfAbsent(one.txt().name(), _ -> new ArrayList<>()).add(one);
        }
        return List.copyOf(places.values());
    }

    private void await(List<Written> place) throws DnsChallengeFailed, InterruptedException {
        DnsZone.Propagation patience = place.getFirst().access().zone().propagation();
        Set<String> lacking = Set.of();
        for (int look = 0; look < patience.looks(); look++) {
            if (look > 0) {
                waiting.pause(patience.every());
            }
            lacking = lacking(place);
            if (lacking.isEmpty()) {
                return;
            }
        }
        throw new DnsChallengeFailed(
                "QG3033",
                "after "
                        + patience.timeout().toSeconds()
                        + " s the TXT record "
                        + place.getFirst().txt().name()
                        + " is missing at "
                        + String.join(", ", lacking));
    }

    /** Servers that answer and do not show all values. */
    private Set<String> lacking(List<Written> place) throws InterruptedException {
        Written first = place.getFirst();
        List<NameServer> asked =
                first.location().servers().stream()
                        .filter(server -> silences.getOrDefault(server.name(), 0) < PATIENCE)
                        .toList();
        Map<NameServer, DnsAnswer> answers =
                first.access().dns().askEach(asked, first.txt().name(), RecordType.TXT);
        List<String> values = place.stream().map(one -> one.txt().value()).toList();
        Set<String> talking = new HashSet<>();
        Set<String> lacking = new LinkedHashSet<>();
        answers.forEach((server, answer) -> {
            if (answer.status() == DnsAnswer.Status.SILENT) {
                return;
            }
            talking.add(server.name());
            if (!answer.texts().containsAll(values)) {
                lacking.add(server.text());
            }
        });
        for (NameServer server : asked) {
            if (talking.contains(server.name())) {
                silences.remove(server.name());
            }
        }
        asked.stream()
                .map(NameServer::name)
                .distinct()
                .filter(name -> !talking.contains(name))
                .forEach(name -> {
                    silences.merge(name, 1, Integer::sum);
                    if (silences.getOrDefault(name, 0) < PATIENCE) {
                        lacking.add(name);
                    }
                });
        return lacking;
    }
}
