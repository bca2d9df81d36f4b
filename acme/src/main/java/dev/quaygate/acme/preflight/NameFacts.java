package dev.quaygate.acme.preflight;

import dev.quaygate.acme.dns.DnsRecord.Permission;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one name.
 *
 * @param name as it stands in the certificate
 * @param trouble why its address could not be found, null if that could
 * @param servers what each responsible server says: its name and the addresses
 * @param permissions CAA records
 * @param probe what answers for it, null if nobody was asked
 */
record NameFacts(
        String name,
        @Nullable Trouble trouble,
        Map<String, Set<InetAddress>> servers,
        Permissions permissions,
        @Nullable Probe probe) {

    /** How DNS fails. */
    enum TroubleKind {
        LOOP,
        FAILURE,
        SIGNATURE,
        SILENCE
    }

    /** Why DNS gives no address, in words. */
    record Trouble(TroubleKind kind, String what) {}

    /**
     * CAA records of a name (RFC 8659 §3).
     *
     * @param zone the name that has them, empty if there are none up to the root
     * @param failure what a server said instead of an answer; empty if it answered
     */
    record Permissions(String zone, List<Permission> records, String failure) {
        Permissions {
            records = List.copyOf(records);
        }
    }

    /**
     * What happened to a request for a challenge that only we know.
     *
     * @param result what came back
     * @param detail who answered, or why nobody did
     */
    record Probe(ProbeResult result, String detail) {}

    /** What came back. */
    enum ProbeResult {
        OURS,
        ELSEWHERE,
        OTHER_ANSWER,
        NOTHING
    }

    NameFacts {
        servers = new TreeMap<>(servers);
    }

    /** Everything that any server says. */
    Set<InetAddress> addresses() {
        return servers.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }
}
