package dev.quaygate.acme.server;

import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders from the wish to the certificate (RFC 8555 §7.4). Any thread. */
final class Orders {
    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    private static final Duration OPEN = Duration.ofDays(1);
    private static final int MOST_NAMES = 100;
    private static final int NEW_PER_ACCOUNT = 300;
    private static final int LONGEST_NAME = 253;

    private final ServerRecords records;
    private final CertificateSource source;
    private final InstantSource clock;
    private final RateLimit creations;

    Orders(ServerRecords records, CertificateSource source, InstantSource clock) {
        this.records = records;
        this.source = source;
        this.clock = clock;
        this.creations =
                new RateLimit("orders of one account", NEW_PER_ACCOUNT, Duration.ofHours(1), clock);
    }

    ServerOrder create(String account, JsonObject payload) throws ServerProblem {
        if (payload.has("notBefore") || payload.has("notAfter")) {
            throw ServerProblem.malformed("the life of certificates is not for clients to choose");
        }
        List<String> names = names(payload);
        creations.take(account);
        records.sweep();
        var order =
                new ServerOrder(
                        records.freshId(),
                        account,
                        clock.instant()
                                .plus(OPEN)
                                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                        names.stream().map(name -> Proof.open(name, records.freshId())).toList(),
                        null);
        records.put(order);
        return order;
    }

    private List<String> names(JsonObject payload) throws ServerProblem {
        var names = new TreeSet<String>();
        try {
            for (JsonObject identifier : payload.objects("identifiers")) {
                names.add(name(identifier.text("type"), identifier.text("value")));
            }
        } catch (DamagedDocument _) {
            throw ServerProblem.malformed("identifiers is not a list of types and values");
        }
        if (names.isEmpty() || names.size() > MOST_NAMES) {
            throw ServerProblem.malformed("an order is for 1 to " + MOST_NAMES + " names");
        }
        return List.copyOf(names);
    }

    private String name(String type, String value) throws ServerProblem {
        boolean known =
                value.length() <= LONGEST_NAME
                        && switch (type) {
                            case "dns" ->
                                    value.matches("[A-Za-z0-9_*.-]+")
                                            && !SubjectNames.isAddress(value);
                            case "ip" ->
                                    value.matches("[0-9A-Fa-f.:]+")
                                            && SubjectNames.isAddress(value);
                            default -> false;
                        };
        if (!known) {
            throw ServerProblem.of(
                    400, "unsupportedIdentifier", "there are DNS names and IP addresses here");
        }
        String name;
        try {
            name = SubjectNames.canonical(value);
        } catch (IllegalArgumentException _) {
            throw ServerProblem.malformed("'" + value + "' is not an address");
        }
        if (name.startsWith("*")) {
            throw ServerProblem.of(
                    400,
                    "rejectedIdentifier",
                    name + " needs dns-01, which is not offered here; order its names one by one");
        }
        if (!source.allows(name)) {
            throw ServerProblem.of(
                    400,
                    "rejectedIdentifier",
                    name + " is not an internal name; add it to certificates.internal.names");
        }
        return name;
    }

    ServerOrder owned(String id, String account) throws ServerProblem {
        ServerOrder order = records.order(id).orElseThrow(ServerProblem::notFound);
        if (!order.account().equals(account)) {
            throw ServerProblem.unauthorized("this order is of another account");
        }
        return order;
    }

    /** Changes one authorization; the order is read again, for others may have moved. */
    synchronized void set(String id, int index, Proof proof) {
        records.order(id).ifPresent(order -> records.put(order.with(index, proof)));
    }

    synchronized ServerOrder issue(String id, String account, JsonObject payload)
            throws ServerProblem, IOException {
        ServerOrder order = owned(id, account);
        if (!order.status().equals("ready")) {
            throw ServerProblem.of(
                    403, "orderNotReady", "the order is " + order.status() + ", not ready");
        }
        PublicKey key = SigningRequest.key(csr(payload), order.names());
        List<X509Certificate> chain = source.certify(order.names(), key);
        ServerOrder issued =
                order.issued(Pem.of(chain), chain.getFirst().getNotAfter().toInstant());
        records.put(issued);
        LOG.info(
                "internalCa.issued names={} serial={} expires={} account={}",
                order.names(),
                chain.getFirst().getSerialNumber().toString(16),
                issued.expires(),
                account);
        return issued;
    }

    private static byte[] csr(JsonObject payload) throws ServerProblem {
        try {
            return Base64.getUrlDecoder().decode(payload.text("csr"));
        } catch (DamagedDocument | IllegalArgumentException _) {
            throw ServerProblem.of(400, "badCSR", "csr is not base64url");
        }
    }
}
