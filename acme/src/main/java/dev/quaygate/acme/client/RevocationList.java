package dev.quaygate.acme.client;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CRLHolder;
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
            var list = new X509CRLHolder(der);
            if (!list.isSignatureValid(new JcaContentVerifierProviderBuilder().build(issuer))) {
                throw new CertificateException("the list is not signed by the issuer");
            }
            return new RevocationList(serials(list.toASN1Structure()));
        } catch (CertException | OperatorCreationException | RuntimeOperatorException e) {
            throw new CertificateException("the signature of the list cannot be read", e);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
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

    private static long[] serials(CertificateList list) {
        LongStream.Builder serials = LongStream.builder();
        var entries = list.getRevokedCertificateEnumeration(); // reads one after the other
        while (entries.hasMoreElements()) {
            var entry = (TBSCertList.CRLEntry) entries.nextElement();
            serials.add(entry.getUserCertificate().getValue().longValue());
        }
        return serials.build().sorted().toArray();
    }
}
