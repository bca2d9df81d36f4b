package dev.quaygate.app.config.block;

import dev.quaygate.acme.challenge.DnsZone;
import dev.quaygate.acme.challenge.DnsZone.Propagation;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Hosts;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Refused;
import dev.quaygate.proxy.settings.HostPattern;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One entry of {@code certificates.dns}: zones, who holds them, and how a record is awaited. */
final class DnsBlock {
    private static final int DNS_PORT = 53;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final Key<List<String>> ZONES =
            Key.required(
                    "zones",
                    Forms.list(Forms.map(Hosts.pattern(), DnsBlock::zone)),
                    "names and all that lies below them");
    private static final Key<Duration> LIMIT =
            Key.of("timeout", Forms.duration(SECOND, Duration.ofHours(1)), "2m", "of one change");
    private static final Key<Duration> TTL =
            Key.of("ttl", Forms.duration(SECOND, Duration.ofDays(1)), "60s", "of the record");
    private static final Key<Boolean> FOLLOW =
            Key.of(
                    "follow",
                    Forms.bool(),
                    "true",
                    "write where a CNAME at _acme-challenge leads, instead of there");

    private static final Key<Duration> TIMEOUT =
            Key.of(
                    "timeout",
                    Forms.duration(SECOND, Duration.ofDays(1)),
                    "5m",
                    "until the record must be seen everywhere");
    private static final Key<Duration> EVERY =
            Key.of(
                    "every",
                    Forms.duration(Duration.ofMillis(100), Duration.ofHours(1)),
                    "5s",
                    "time between two looks");
    private static final Key<List<InetSocketAddress>> RESOLVERS =
            Key.of(
                    "resolvers",
                    Forms.choice(
                            Forms.word("authoritative", List.<InetSocketAddress>of()),
                            Forms.list(
                                    Forms.map(
                                            Forms.text(
                                                    "address of a name server",
                                                    "[0-9a-fA-F.:\\[\\]]+",
                                                    "write for example `9.9.9.9` or `10.0.0.53:5353`"),
                                            DnsBlock::resolver))),
                    "authoritative",
                    "who is asked: the zone's own servers, or these");
    private static final Key<Propagation> PROPAGATION =
            Key.block(
                    "propagation",
                    Block.of(List.of(TIMEOUT, EVERY, RESOLVERS), DnsBlock::propagation),
                    "how a record is awaited before the CA looks");

    /** All entries; no zone stands twice. */
    static final Form<List<DnsZone>> LIST =
            Forms.map(Forms.strictList(Block.of(keys(), DnsBlock::build)), DnsBlock::unique);

    private DnsBlock() {}

    private static List<Key<?>> keys() {
        var keys = new ArrayList<Key<?>>(List.of(ZONES));
        keys.addAll(DnsKeys.all());
        keys.addAll(List.of(LIMIT, TTL, FOLLOW, PROPAGATION));
        return keys;
    }

    private static @Nullable DnsZone build(Fields fields) {
        String word = DnsKeys.provider(fields);
        if (word == null) {
            return null;
        }
        Map<String, String> values = DnsKeys.options(fields, word);
        if (values == null) {
            return null;
        }
        var options = new ProviderOptions(values, fields.get(LIMIT));
        return DnsKeys.opens(fields, word, options)
                ? new DnsZone(
                        fields.get(ZONES),
                        word,
                        options,
                        fields.get(TTL),
                        fields.get(FOLLOW),
                        fields.get(PROPAGATION))
                : null;
    }

    private static Propagation propagation(Fields fields) {
        if (fields.get(TIMEOUT).compareTo(fields.get(EVERY)) < 0) {
            throw new Refused(
                    "QG1018", "`timeout` is shorter than `every`", "lower one or raise the other");
        }
        return new Propagation(fields.get(TIMEOUT), fields.get(EVERY), fields.get(RESOLVERS));
    }

    private static String zone(HostPattern host) {
        if (host instanceof HostPattern.Exact(String name) && !Hosts.isAddress(name)) {
            return name;
        }
        throw new Refused(
                "QG1015",
                "`" + host + "` is not the name of a zone",
                "write for example `example.com`; names below it are meant too");
    }

    private static InetSocketAddress resolver(String text) {
        int colon = text.lastIndexOf(':');
        boolean bare = colon < 0 || text.indexOf(':') != colon && !text.contains("]:");
        String host = bare ? text : text.substring(0, colon);
        try {
            int port = bare ? DNS_PORT : Integer.parseInt(text.substring(colon + 1));
            String literal = host.replace("[", "").replace("]", "");
            return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    "QG1014",
                    "`" + text + "` is not an address of a name server",
                    "write for example `9.9.9.9` or `10.0.0.53:5353`");
        }
    }

    private static List<DnsZone> unique(List<DnsZone> entries) {
        Set<String> seen = new HashSet<>();
        for (DnsZone entry : entries) {
            for (String zone : entry.zones()) {
                if (!seen.add(zone)) {
                    throw new Refused(
                            "QG1022", "zone `" + zone + "` stands twice", "keep one of them");
                }
            }
        }
        return entries;
    }
}
