package dev.quaygate.acme.challenge;

import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.DnsAnswer;
import dev.quaygate.acme.dns.DnsAnswer.Status;
import dev.quaygate.acme.dns.DnsQuestion;
import dev.quaygate.acme.dns.DnsRecord;
import dev.quaygate.acme.dns.DnsTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Zones in memory; every server knows all of them. The resolver has the address 127.0.0.53. */
final class FakeDns implements DnsTransport {
    private final Map<String, Map<String, String>> zones = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private final Map<String, List<String>> texts = new LinkedHashMap<>();
    private final Map<String, Integer> lags = new LinkedHashMap<>();
    private final Set<String> silent = new HashSet<>();

    AuthoritativeDns view() {
        return new AuthoritativeDns(
                this, () -> List.of(new InetSocketAddress(address("127.0.0.53"), 53)), 53);
    }

    void zone(String name, String... servers) {
        var named = new LinkedHashMap<String, String>();
        Arrays.stream(servers)
                .map(server -> server.split("=", 2))
                .forEach(pair -> named.put(pair[0], pair[1]));
        zones.put(name, named);
    }

    void alias(String owner, String target) {
        aliases.put(owner, target);
    }

    /** This server answers so many questions for TXT without any record. */
    void lagging(String server, int questions) {
        lags.put(server, questions);
    }

    void silent(String server) {
        silent.add(server);
    }

    synchronized void add(String name, String value) {
        texts.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    synchronized void remove(String name, String value) {
        texts.getOrDefault(name, new ArrayList<>()).remove(value);
    }

    synchronized List<String> texts(String server, String name) {
        assert zones.values().stream().anyMatch(servers -> servers.containsValue(server));
        return List.copyOf(texts.getOrDefault(name, List.of()));
    }

    @Override
    public synchronized DnsAnswer ask(InetSocketAddress server, DnsQuestion question) {
        String host = server.getAddress().getHostAddress();
        if (silent.contains(host)) {
            return DnsAnswer.without(Status.SILENT, "timed out");
        }
        String name = question.name();
        return switch (question.type()) {
            case SOA -> head(name);
            case NS -> ok(servers(name));
            case A -> ok(addresses(name));
            case CNAME ->
                    ok(
                            aliases.containsKey(name)
                                    ? List.of(new DnsRecord.Alias(name, aliases.get(name)))
                                    : List.of());
            case TXT -> ok(lags(host) ? List.of() : values(name));
            case AAAA, CAA -> ok(List.of());
        };
    }

    private DnsAnswer head(String name) {
        if (aliases.containsKey(name)) {
            return ok(List.of(new DnsRecord.Alias(name, aliases.get(name))));
        }
        List<DnsRecord> heads =
                zones.keySet().stream()
                        .filter(zone -> AuthoritativeDns.isWithin(name, zone))
                        .max(Comparator.comparingInt(String::length))
                        .<DnsRecord>map(zone -> new DnsRecord.ZoneHead(zone, "ns1." + zone, 1))
                        .stream()
                        .toList();
        return new DnsAnswer(Status.OK, List.of(), heads, "");
    }

    private List<DnsRecord> servers(String zone) {
        return zones.getOrDefault(zone, Map.of()).keySet().stream()
                .<DnsRecord>map(server -> new DnsRecord.Server(zone, server))
                .toList();
    }

    private List<DnsRecord> addresses(String name) {
        return zones.values().stream()
                .filter(servers -> servers.containsKey(name))
                .<DnsRecord>map(servers ->
                        new DnsRecord.Address(name, address(servers.getOrDefault(name, ""))))
                .toList();
    }

    private List<DnsRecord> values(String name) {
        return texts.getOrDefault(name, List.of()).stream()
                .<DnsRecord>map(value -> new DnsRecord.Text(name, value))
                .toList();
    }

    private boolean lags(String host) {
        int left = lags.getOrDefault(host, 0);
        lags.put(host, Math.max(0, left == Integer.MAX_VALUE ? left : left - 1));
        return left > 0;
    }

    private static DnsAnswer ok(List<DnsRecord> records) {
        return new DnsAnswer(Status.OK, records, List.of(), "");
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }
}
