package dev.quaygate.acme.dns;

import dev.quaygate.acme.dns.DnsAnswer.Status;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks by UDP twice, then by TCP; by TCP at once where an answer does not fit into a datagram (RFC
 * 7766). Keeps nothing: each question goes out.
 */
public final class WireTransport implements DnsTransport {
    private static final int DATAGRAM = 1232;
    private static final int DATAGRAM_TRIES = 2;

    private final Duration limit;

    /** Takes the time to wait for each of the at most three tries. */
    public WireTransport(Duration limit) {
        this.limit = limit;
    }

    @Override
    public DnsAnswer ask(InetSocketAddress server, DnsQuestion question)
            throws InterruptedException {
        Message query;
        try {
            query = query(question);
        } catch (TextParseException e) {
            return DnsAnswer.without(Status.BROKEN, "'" + question.name() + "' is no DNS name");
        }
        DnsAnswer answer = DnsAnswer.without(Status.SILENT, "");
        for (int i = 0; i <= DATAGRAM_TRIES && answer.status() == Status.SILENT; i++) {
            answer = send(server, query, i == DATAGRAM_TRIES);
        }
        return answer;
    }

    private static Message query(DnsQuestion question) throws TextParseException {
        Name name = Name.fromString(question.name(), Name.root);
        Message query = Message.newQuery(Record.newRecord(name, type(question.type()), DClass.IN));
        switch (question.depth()) {
            case OWN_ZONES -> query.getHeader().unsetFlag(Flags.RD);
            case RECURSIVE_UNCHECKED -> query.getHeader().setFlag(Flags.CD);
            case RECURSIVE -> {}
        }
        return query;
    }

    private DnsAnswer send(InetSocketAddress server, Message query, boolean tcp)
            throws InterruptedException {
        var resolver = new SimpleResolver(server);
        resolver.setTCP(tcp);
        resolver.setTimeout(limit);
        resolver.setEDNS(0, DATAGRAM, 0, List.of());
        try {
            return read(resolver.sendAsync(query.clone()).toCompletableFuture().get());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = cause.getMessage();
            return DnsAnswer.without(
                    Status.SILENT, what == null ? cause.getClass().getSimpleName() : what);
        }
    }

    private static DnsAnswer read(Message message) {
        Status status = status(message.getRcode());
        String detail = status == Status.OK || status == Status.NO_SUCH_NAME ? "" : detail(message);
        return new DnsAnswer(
                status,
                records(message, Section.ANSWER),
                records(message, Section.AUTHORITY),
                detail);
    }

    private static Status status(int rcode) {
        return switch (rcode) {
            case Rcode.NOERROR -> Status.OK;
            case Rcode.NXDOMAIN -> Status.NO_SUCH_NAME;
            case Rcode.SERVFAIL -> Status.SERVER_FAILURE;
            case Rcode.REFUSED, Rcode.NOTAUTH -> Status.REFUSED;
            default -> Status.BROKEN;
        };
    }

    /** The code, and what RFC 8914 adds to it. */
    private static String detail(Message message) {
        var text = new StringBuilder(Rcode.string(message.getRcode()));
        OPTRecord options = message.getOPT();
        if (options != null) {
            options.getOptions().stream()
                    .filter(ExtendedErrorCodeOption.class::isInstance)
                    .map(ExtendedErrorCodeOption.class::cast)
                    .forEach(extended ->
                            text.append(" (")
                                    .append(ExtendedErrorCodeOption.text(extended.getErrorCode()))
                                    .append(extended.getText().isEmpty() ? "" : ": ")
                                    .append(extended.getText())
                                    .append(')'));
        }
        return text.toString();
    }

    private static List<DnsRecord> records(Message message, int section) {
        var records = new ArrayList<DnsRecord>();
        for (Record record : message.getSection(section)) {
            DnsRecord known = record(record);
            if (known != null) {
                records.add(known);
            }
        }
        return records;
    }

    private static @Nullable DnsRecord record(Record record) {
        String owner = text(record.getName());
        return switch (record) {
            case ARecord a -> new DnsRecord.Address(owner, a.getAddress());
            case AAAARecord aaaa -> new DnsRecord.Address(owner, aaaa.getAddress());
            case CNAMERecord alias -> new DnsRecord.Alias(owner, text(alias.getTarget()));
            case TXTRecord txt -> new DnsRecord.Text(owner, String.join("", txt.getStrings()));
            case CAARecord caa ->
                    new DnsRecord.Permission(
                            owner,
                            caa.getFlags(),
                            caa.getTag().toLowerCase(Locale.ROOT),
                            caa.getValue());
            case NSRecord ns -> new DnsRecord.Server(owner, text(ns.getTarget()));
            case SOARecord soa ->
                    new DnsRecord.ZoneHead(owner, text(soa.getHost()), soa.getSerial());
            default -> null;
        };
    }

    private static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    private static int type(RecordType type) {
        return Type.value(type.name());
    }
}
