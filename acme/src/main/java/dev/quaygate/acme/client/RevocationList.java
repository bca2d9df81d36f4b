package dev.quaygate.acme.client;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * What an authority has revoked (RFC 5280 §5). Keeps eight bytes of each serial number: lists have
 * hundreds of thousands of entries. Immutable.
 */
public final class RevocationList {
    /** Larger lists are not read. */
    public static final int LARGEST = 20 * 1024 * 1024;

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;

    private final long[] serials; // sorted

    private RevocationList(long[] serials) {
        this.serials = serials;
    }

    /**
     * Reads a list.
     *
     * @param der as it was received
     * @param issuer key that must have signed it
     * @throws GeneralSecurityException if it is damaged or somebody else has signed it
     */
    public static RevocationList of(byte[] der, PublicKey issuer) throws GeneralSecurityException {
        try {
            Der list = Der.of(der, SEQUENCE);
            Der signed = list.next(SEQUENCE);
            Der algorithm = list.next(SEQUENCE);
            Der signature = list.next(BIT_STRING);
            verify(signed, algorithm, signature, issuer);
            return new RevocationList(serials(signed));
        } catch (IndexOutOfBoundsException | IOException | IllegalArgumentException e) {
            throw new CertificateException("the list is damaged: " + e.getMessage(), e);
        }
    }

    /** Whether the certificate with this serial number is revoked. */
    public boolean contains(BigInteger serial) {
        return Arrays.binarySearch(serials, serial.longValue()) >= 0;
    }

    /** Entries. */
    public int size() {
        return serials.length;
    }

    /**
     * Where the list of the certificate's issuer is, http and https only; empty if it names none.
     */
    public static List<URI> places(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.cRLDistributionPoints.getId());
        if (extension == null) {
            return List.of();
        }
        var places = new ArrayList<URI>();
        try {
            var points =
                    CRLDistPoint.getInstance(ASN1OctetString.getInstance(extension).getOctets());
            for (DistributionPoint point : points.getDistributionPoints()) {
                addPlaces(point.getDistributionPoint(), places);
            }
        } catch (IllegalArgumentException _) {
            return List.of(); // nothing that could be asked
        }
        return places;
    }

    private static void addPlaces(DistributionPointName name, List<URI> places) {
        if (name == null || name.getType() != DistributionPointName.FULL_NAME) {
            return;
        }
        for (GeneralName general : GeneralNames.getInstance(name.getName()).getNames()) {
            String text = general.getName().toString();
            if (general.getTagNo() == GeneralName.uniformResourceIdentifier
                    && text.matches("https?://.+")) {
                places.add(URI.create(text));
            }
        }
    }

    private static void verify(Der signed, Der algorithm, Der signature, PublicKey issuer)
            throws GeneralSecurityException, IOException {
        try {
            var verifier =
                    new JcaContentVerifierProviderBuilder()
                            .build(issuer)
                            .get(AlgorithmIdentifier.getInstance(algorithm.whole()));
            try (OutputStream out = verifier.getOutputStream()) {
                out.write(signed.whole());
            }
            byte[] bits = signature.content();
            if (bits.length == 0
                    || bits[0] != 0
                    || !verifier.verify(Arrays.copyOfRange(bits, 1, bits.length))) {
                throw new CertificateException("the list is not signed by the issuer");
            }
        } catch (OperatorCreationException | RuntimeOperatorException e) {
            throw new CertificateException("the signature of the list cannot be read", e);
        }
    }

    /** Serial numbers of {@code revokedCertificates} of a {@code TBSCertList}. */
    private static long[] serials(Der signed) {
        if (signed.peek() == INTEGER) {
            signed.next(INTEGER); // version
        }
        signed.next(SEQUENCE); // algorithm
        signed.next(SEQUENCE); // issuer
        signed.next(signed.peek()); // this update
        if (signed.peek() == UTC_TIME || signed.peek() == GENERALIZED_TIME) {
            signed.next(signed.peek()); // next update
        }
        if (signed.peek() != SEQUENCE) {
            return new long[0];
        }
        Der entries = signed.next(SEQUENCE);
        long[] found = new long[16];
        int count = 0;
        while (entries.peek() == SEQUENCE) {
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            byte[] serial = entries.next(SEQUENCE).next(INTEGER).content();
            found[count++] = new BigInteger(serial).longValue();
        }
        long[] result = Arrays.copyOf(found, count);
        Arrays.sort(result);
        return result;
    }
}
