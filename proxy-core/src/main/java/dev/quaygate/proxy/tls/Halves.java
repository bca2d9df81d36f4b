package dev.quaygate.proxy.tls;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What serves one name: one certificate, or one of each kind of key. All have the same standing; of
 * the same kind the later one counts. Immutable.
 */
record Halves(Optional<PublishedCertificate> ellipticCurve, Optional<PublishedCertificate> rsa) {
    static final Halves NONE = new Halves(Optional.empty(), Optional.empty());

    Halves with(PublishedCertificate next) {
        List<PublishedCertificate> known = list();
        int step = known.isEmpty() ? 1 : next.standing().compareTo(known.getFirst().standing());
        if (step < 0) {
            return this;
        }
        boolean joins = step == 0 && next.standing() != Standing.STAND_IN;
        Halves before = joins ? this : NONE;
        return next.credential().isRsa()
                ? new Halves(before.ellipticCurve, Optional.of(next))
                : new Halves(Optional.of(next), before.rsa);
    }

    /** The one that clients prefer first: an elliptic curve is smaller and cheaper to sign with. */
    List<PublishedCertificate> list() {
        return Stream.of(ellipticCurve, rsa).flatMap(Optional::stream).toList();
    }
}
