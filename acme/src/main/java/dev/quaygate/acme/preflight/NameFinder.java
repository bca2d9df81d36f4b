package dev.quaygate.acme.preflight;

import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.DnsAnswer;
import dev.quaygate.acme.dns.DnsAnswer.Status;
import dev.quaygate.acme.dns.DnsRecord;
import dev.quaygate.acme.dns.DnsRecord.Permission;
import dev.quaygate.acme.dns.DnsTrouble;
import dev.quaygate.acme.dns.Location;
import dev.quaygate.acme.dns.NameServer;
import dev.quaygate.acme.dns.RecordType;
import dev.quaygate.acme.preflight.NameFacts.Permissions;
import dev.quaygate.acme.preflight.NameFacts.Trouble;
import dev.quaygate.acme.preflight.NameFacts.TroubleKind;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the facts about one name: from the servers that are responsible, as a CA would. */
final class NameFinder {
    private final AuthoritativeDns dns;
    private final HttpProbe probe;

    NameFinder(AuthoritativeDns dns, HttpProbe probe) {
        this.dns = dns;
        this.probe = probe;
    }

    /**
     * @param lookAtAddress whether its addresses matter and what answers there
     */
    NameFacts find(String name, boolean lookAtAddress) throws InterruptedException {
        String base = name.startsWith("*.") ? name.substring(2) : name;
        Permissions permissions = permissions(base);
        if (!lookAtAddress) {
            return new NameFacts(name, null, Map.of(), permissions, null);
        }
        try {
            Map<String, Set<InetAddress>> servers = servers(dns.follow(base));
            Set<InetAddress> all = new HashSet<>();
            servers.values().forEach(all::addAll);
            return new NameFacts(
                    name,
                    servers.isEmpty()
                            ? new Trouble(TroubleKind.SILENCE, "no server of the zone answers")
                            : null,
                    servers,
                    permissions,
                    all.isEmpty() ? null : probe.ask(base, all));
        } catch (DnsTrouble e) {
            return new NameFacts(name, trouble(base, e), Map.of(), permissions, null);
        }
    }

    private Trouble trouble(String name, DnsTrouble trouble) throws InterruptedException {
        return switch (trouble.kind()) {
            case ALIAS_LOOP -> new Trouble(TroubleKind.LOOP, trouble.getMessage());
            case UNREACHABLE -> new Trouble(TroubleKind.SILENCE, trouble.getMessage());
            case SERVER_FAILURE -> {
                boolean bogus = dns.resolveUnchecked(name, RecordType.SOA).isDefinite();
                yield new Trouble(
                        bogus ? TroubleKind.SIGNATURE : TroubleKind.FAILURE, trouble.getMessage());
            }
        };
    }

    /** Servers that give an answer, with their addresses for the name. */
    private Map<String, Set<InetAddress>> servers(Location place) throws InterruptedException {
        var servers = new HashMap<String, Set<InetAddress>>();
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            Map<NameServer, DnsAnswer> answers = dns.askEach(place.servers(), place.name(), type);
            answers.forEach((server, answer) -> {
                if (answer.isDefinite()) {
                    Set<InetAddress> known =
                            servers.computeIfAbsent(server.text(), _ -> new HashSet<>());
                    answer.answers(DnsRecord.Address.class)
                            .map(DnsRecord.Address::address)
                            .forEach(known::add);
                }
            });
        }
        return servers;
    }

    /** The first name on the way to the root that has records decides (RFC 8659 §3). */
    private Permissions permissions(String name) throws InterruptedException {
        for (String at = name; !at.isEmpty(); at = parent(at)) {
            DnsAnswer answer = dns.current(at, RecordType.CAA);
            if (answer.status() == Status.SERVER_FAILURE || answer.status() == Status.BROKEN) {
                return new Permissions(at, List.of(), at + ": " + answer.detail());
            }
            List<Permission> records = answer.answers(Permission.class).toList();
            if (!records.isEmpty()) {
                return new Permissions(at, records, "");
            }
        }
        return new Permissions("", List.of(), "");
    }

    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}
