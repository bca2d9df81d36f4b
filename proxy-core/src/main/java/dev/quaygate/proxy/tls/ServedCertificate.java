package dev.quaygate.proxy.tls;

import java.util.List;
import java.util.function.Predicate;

/**
 * What handshakes for a name use: one certificate, or one of each kind of key, in one context.
 * Immutable but for the mark of use.
 */
public final class ServedCertificate implements Predicate<String> {
    private final List<PublishedCertificate> halves;
    private final TlsContext context;
    private volatile boolean used;

    /**
     * @param halves at least one
     */
    ServedCertificate(List<PublishedCertificate> halves, TlsContext context) {
        this.halves = List.copyOf(halves);
        this.context = context;
    }

    /** Ids under which its certificates were published; the one for most clients first. */
    List<String> ids() {
        return halves.stream().map(PublishedCertificate::id).toList();
    }

    TlsContext context() {
        return context;
    }

    /** Whether it only keeps the place of a certificate to come. */
    boolean isStandIn() {
        return halves.getFirst().standing() == Standing.STAND_IN;
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

    /** Whether it covers a host in folded form, whichever of its certificates was shown. */
    @Override
    public boolean test(String host) {
        for (PublishedCertificate half : halves) {
            if (!half.covers(host)) {
                return false;
            }
        }
        return true;
    }
}
