package dev.quaygate.acme.dns;

import dev.quaygate.acme.dns.DnsAnswer.Status;
import dev.quaygate.acme.dns.DnsQuestion.Depth;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ResolverConfig;

/**
 * What the servers that are responsible for a zone say. A resolver only helps to find them: its
 * answers may be older than a record that was written a moment ago. Blocks; any thread.
 */
public final class AuthoritativeDns {
    private static final int LONGEST_CHAIN = 8;
    private static final int DNS_PORT = 53;

    private final DnsTransport transport;
    private final Supplier<List<InetSocketAddress>> resolvers;
    private final int port;
    private final boolean trusting;

    /**
     * @param resolvers asked in this order where zones and their servers are
     * @param port of responsible servers, 53 outside of tests
     */
    public AuthoritativeDns(
            DnsTransport transport, Supplier<List<InetSocketAddress>> resolvers, int port) {
        this(transport, resolvers, port, false);
    }

    private AuthoritativeDns(
            DnsTransport transport,
            Supplier<List<InetSocketAddress>> resolvers,
            int port,
            boolean trusting) {
        this.transport = transport;
        this.resolvers = resolvers;
        this.port = port;
        this.trusting = trusting;
    }

    /** With the resolvers of this machine, read again for each question. */
    public static AuthoritativeDns ofSystem(DnsTransport transport) {
        return new AuthoritativeDns(
                transport,
                () -> {
                    ResolverConfig.refresh();
                    return ResolverConfig.getCurrentConfig().servers();
                },
                DNS_PORT);
    }

    /** With resolvers whose answers are taken for those of the responsible servers. */
    public AuthoritativeDns trusting(List<InetSocketAddress> others) {
        List<InetSocketAddress> kept = List.copyOf(others);
        return new AuthoritativeDns(transport, () -> kept, port, true);
    }

    /** What a resolver says: the first one that answers, else the last failure. */
    public DnsAnswer resolve(String name, RecordType type) throws InterruptedException {
        return resolve(new DnsQuestion(name, type, Depth.RECURSIVE));
    }

    /** As {@link #resolve(String, RecordType)}, whatever the signatures say. */
    public DnsAnswer resolveUnchecked(String name, RecordType type) throws InterruptedException {
        return resolve(new DnsQuestion(name, type, Depth.RECURSIVE_UNCHECKED));
    }

    private DnsAnswer resolve(DnsQuestion question) throws InterruptedException {
        DnsAnswer answer = DnsAnswer.without(Status.SILENT, "no resolver is configured");
        for (InetSocketAddress resolver : resolvers.get()) {
            answer = transport.ask(resolver, question);
            if (answer.isDefinite()) {
                return answer;
            }
        }
        return answer;
    }

    /**
     * Finds the zone of a name by its SOA record.
     *
     * @throws DnsTrouble if no resolver knows one
     */
    public String zoneOf(String name) throws DnsTrouble, InterruptedException {
        DnsAnswer first = DnsAnswer.without(Status.BROKEN, "no zone above it");
        for (String at = name; !at.isEmpty(); at = parent(at)) {
            DnsAnswer answer = resolve(at, RecordType.SOA);
            first = at.equals(name) ? answer : first;
            Optional<String> zone = zoneIn(answer, at);
            if (zone.isPresent() && (first.isDefinite() || isAliasIn(zone.get(), name))) {
                return zone.get();
            }
            if (zone.isPresent()) {
                break; // a zone above the one that fails cannot speak for it
            }
        }
        throw new DnsTrouble(
                first.status() == Status.SILENT
                        ? DnsTrouble.Kind.UNREACHABLE
                        : DnsTrouble.Kind.SERVER_FAILURE,
                "no zone is found for " + name + ": " + first.detail());
    }

    /** A resolver also fails for an alias whose target fails; then the zone itself is well. */
    private boolean isAliasIn(String zone, String name) throws DnsTrouble, InterruptedException {
        return alias(new Location(List.of(name), zone, serversOf(zone))) != null;
    }

    /** The SOA record of the zone itself, or the one that comes with "no such record". */
    private static Optional<String> zoneIn(DnsAnswer answer, String name) {
        boolean alias =
                answer.answers(DnsRecord.Alias.class).anyMatch(one -> one.owner().equals(name));
        if (alias) {
            return Optional.empty(); // what follows belongs to the target
        }
        return Stream.concat(answer.answers().stream(), answer.authority().stream())
                .filter(DnsRecord.ZoneHead.class::isInstance)
                .map(DnsRecord::owner)
                .filter(zone -> !zone.isEmpty() && isWithin(name, zone))
                .findFirst();
    }

    /**
     * All addresses of the servers of a zone; empty if none is known.
     *
     * @throws DnsTrouble if the resolver cannot say who they are
     */
    public List<NameServer> serversOf(String zone) throws DnsTrouble, InterruptedException {
        if (trusting) {
            return resolvers.get().stream()
                    .map(address -> new NameServer(address.getHostString(), address))
                    .toList();
        }
        DnsAnswer answer = resolve(zone, RecordType.NS);
        if (!answer.isDefinite()) {
            throw new DnsTrouble(
                    DnsTrouble.Kind.SERVER_FAILURE,
                    "the servers of " + zone + " are not known: " + answer.detail());
        }
        var servers = new ArrayList<NameServer>();
        for (DnsRecord.Server server : answer.answers(DnsRecord.Server.class).toList()) {
            for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
                resolve(server.server(), type)
                        .answers(DnsRecord.Address.class)
                        .map(found -> new InetSocketAddress(found.address(), port))
                        .map(address -> new NameServer(server.server(), address))
                        .forEach(servers::add);
            }
        }
        return servers;
    }

    /** Addresses of the server that takes updates of a zone (RFC 2136 §4.3); empty if unknown. */
    public List<InetSocketAddress> primaryOf(String zone) throws InterruptedException {
        var addresses = new ArrayList<InetSocketAddress>();
        for (DnsRecord.ZoneHead head :
                resolve(zone, RecordType.SOA).answers(DnsRecord.ZoneHead.class).toList()) {
            for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
                resolve(head.primary(), type)
                        .answers(DnsRecord.Address.class)
                        .map(found -> new InetSocketAddress(found.address(), port))
                        .forEach(addresses::add);
            }
        }
        return addresses;
    }

    /**
     * What a responsible server says of a name; what a resolver says if none answers, or if an
     * alias leads elsewhere.
     */
    public DnsAnswer current(String name, RecordType type) throws InterruptedException {
        try {
            for (NameServer server : serversOf(zoneOf(name))) {
                DnsAnswer answer = transport.ask(server.address(), question(name, type));
                boolean alias = answer.answers(DnsRecord.Alias.class).findAny().isPresent();
                if (answer.isDefinite() && !alias) {
                    return answer;
                }
            }
        } catch (DnsTrouble e) {
            // The resolver is asked below, and its words are those that a person can use.
        }
        return resolve(name, type);
    }

    /** The zone of a name, whatever aliases stand there. */
    public Location place(String name) throws DnsTrouble, InterruptedException {
        String zone = zoneOf(name);
        return new Location(List.of(name), zone, serversOf(zone));
    }

    /**
     * Follows the aliases at a name, as an authority does.
     *
     * @throws DnsTrouble if they form a loop or are more than eight
     */
    public Location follow(String name) throws DnsTrouble, InterruptedException {
        var chain = new ArrayList<String>();
        String next = name;
        while (true) {
            if (chain.contains(next) || chain.size() > LONGEST_CHAIN) {
                chain.add(next);
                throw new DnsTrouble(
                        DnsTrouble.Kind.ALIAS_LOOP,
                        "the aliases lead nowhere: " + String.join(" -> ", chain));
            }
            chain.add(next);
            Location here = placeOf(chain);
            String target = alias(here);
            if (target == null) {
                return new Location(chain, here.zone(), here.servers());
            }
            next = target;
        }
    }

    private Location placeOf(List<String> chain) throws DnsTrouble, InterruptedException {
        try {
            return place(chain.getLast());
        } catch (DnsTrouble e) {
            if (chain.size() == 1) {
                throw e;
            }
            throw new DnsTrouble(
                    DnsTrouble.Kind.ALIAS_LOOP,
                    String.join(" -> ", chain)
                            + " leads to a name without a zone: "
                            + e.getMessage());
        }
    }

    private @Nullable String alias(Location here) throws InterruptedException {
        for (NameServer server : here.servers()) {
            DnsAnswer answer =
                    transport.ask(server.address(), question(here.name(), RecordType.CNAME));
            if (answer.isDefinite()) {
                return answer.answers(DnsRecord.Alias.class)
                        .filter(alias -> alias.owner().equals(here.name()))
                        .map(DnsRecord.Alias::target)
                        .findFirst()
                        .orElse(null);
            }
        }
        return null;
    }

    /** What each of these servers says of its own, asked at the same time, in their order. */
    public Map<NameServer, DnsAnswer> askEach(
            List<NameServer> servers, String name, RecordType type) throws InterruptedException {
        var asked = new LinkedHashMap<NameServer, Future<DnsAnswer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (NameServer server : servers) {
                asked.put(
                        server,
                        threads.submit(
                                () -> transport.ask(server.address(), question(name, type))));
            }
            var answers = new LinkedHashMap<NameServer, DnsAnswer>();
            for (Map.Entry<NameServer, Future<DnsAnswer>> one : asked.entrySet()) {
                answers.put(one.getKey(), one.getValue().get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question about " + name + " failed", e);
        }
    }

    private DnsQuestion question(String name, RecordType type) {
        return trusting ? DnsQuestion.recursive(name, type) : DnsQuestion.own(name, type);
    }

    /** Whether a name is a zone or lies in it. */
    public static boolean isWithin(String name, String zone) {
        return name.equals(zone) || name.endsWith("." + zone);
    }

    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}
