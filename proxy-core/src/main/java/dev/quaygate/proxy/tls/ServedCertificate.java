package dev.quaygate.proxy.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** One certificate as handshakes use it: its context and the names it covers. Immutable. */
public final class ServedCertificate implements Predicate<String> {
    private final String id;
    private final Set<String> names;
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final TlsContext context;
    private final boolean standIn;
    private volatile boolean used;

    ServedCertificate(
            String id,
            List<String> names,
            List<X509Certificate> chain,
            PrivateKey key,
            TlsContext context,
            boolean standIn) {
        this.id = id;
        this.names = Set.copyOf(new TreeSet<>(names));
        this.chain = List.copyOf(chain);
        this.key = key;
        this.context = context;
        this.standIn = standIn;
    }

    public String id() {
        return id;
    }

    Set<String> names() {
        return names;
    }

    List<X509Certificate> chain() {
        return chain;
    }

    PrivateKey key() {
        return key;
    }

    TlsContext context() {
        return context;
    }

    /** Whether it only keeps the place of a certificate to come. */
    boolean isStandIn() {
        return standIn;
    }

    /** A handshake takes it. Event loop. */
    void use() {
        if (!used) { // a read costs the other loops nothing
            used = true;
        }
    }

    /** Whether a handshake took it since the last call. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /** Whether it covers a host in folded form: exactly, or by a wildcard for its first label. */
    @Override
    public boolean test(String host) {
        if (names.contains(host)) {
            return true;
        }
        int dot = host.indexOf('.');
        return dot > 0 && names.contains("*" + host.substring(dot));
    }
}
