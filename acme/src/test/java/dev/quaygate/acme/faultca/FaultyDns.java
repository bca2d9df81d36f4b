package dev.quaygate.acme.faultca;

import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.DnsAnswer;
import dev.quaygate.acme.dns.DnsAnswer.Status;
import dev.quaygate.acme.dns.DnsQuestion;
import dev.quaygate.acme.dns.DnsRecord;
import dev.quaygate.acme.dns.DnsTransport;
import dev.quaygate.acme.dns.RecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The zone example.com as this machine sees it, in memory; one server, which may fail. */
final class FaultyDns implements DnsTransport {
    private static final String ZONE = "example.com";
    private static final InetAddress SERVER = InetAddress.ofLiteral("127.0.0.53");

    private final Map<String, List<DnsRecord>> records = new ConcurrentHashMap<>();
    private volatile boolean failing;

    FaultyDns() {
        set("ns1." + ZONE, new DnsRecord.Address("ns1." + ZONE, SERVER));
    }

    AuthoritativeDns view() {
        return new AuthoritativeDns(this, () -> List.of(new InetSocketAddress(SERVER, 53)), 53);
    }

    /** All records of a name; none means that there is no such name. */
    void set(String name, DnsRecord... all) {
        records.put(name, List.of(all));
    }

    /** The name has these addresses. */
    void addresses(String name, String... addresses) {
        set(
                name,
                Arrays.stream(addresses)
                        .map(text -> new DnsRecord.Address(name, InetAddress.ofLiteral(text)))
                        .toArray(DnsRecord[]::new));
    }

    /** The server answers SERVFAIL to everything. */
    void failing(boolean wanted) {
        failing = wanted;
    }

    @Override
    public DnsAnswer ask(InetSocketAddress server, DnsQuestion question) {
        if (failing) {
            return DnsAnswer.without(Status.SERVER_FAILURE, "SERVFAIL from ns1." + ZONE);
        }
        String name = question.name();
        if (name.equals(ZONE) && question.type() == RecordType.NS) {
            return ok(List.of(new DnsRecord.Server(ZONE, "ns1." + ZONE)));
        }
        List<DnsRecord> all = records.getOrDefault(name, List.of());
        List<DnsRecord> aliases = all.stream().filter(DnsRecord.Alias.class::isInstance).toList();
        if (!aliases.isEmpty()) {
            return ok(aliases);
        }
        return ok(all.stream().filter(one -> fits(one, question.type())).toList());
    }

    private static boolean fits(DnsRecord record, RecordType type) {
        return switch (record) {
            case DnsRecord.Address(String _, InetAddress address) ->
                    type == (address.getAddress().length == 4 ? RecordType.A : RecordType.AAAA);
            case DnsRecord.Permission _ -> type == RecordType.CAA;
            case DnsRecord.Text _ -> type == RecordType.TXT;
            case DnsRecord.Alias _, DnsRecord.Server _, DnsRecord.ZoneHead _ -> false;
        };
    }

    private static DnsAnswer ok(List<DnsRecord> answers) {
        Status status = answers.isEmpty() ? Status.NO_SUCH_NAME : Status.OK;
        var head = new DnsRecord.ZoneHead(ZONE, "ns1." + ZONE, 1);
        return new DnsAnswer(status, answers, List.of(head), "");
    }
}
