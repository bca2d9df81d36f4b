package dev.quaygate.acme.dns;

import java.util.List;

/**
 * Where the records of a name really are.
 *
 * @param chain the name asked for and the aliases that were followed, the place itself last; at
 *     least one
 * @param zone the zone that the place is in
 * @param servers all addresses of the servers of that zone; may be empty
 */
public record Location(List<String> chain, String zone, List<NameServer> servers) {
    public Location {
        chain = List.copyOf(chain);
        servers = List.copyOf(servers);
    }

    /** The name to read and to write at. */
    public String name() {
        return chain.getLast();
    }

    /** Whether aliases lead here. */
    public boolean isDelegated() {
        return chain.size() > 1;
    }
}
