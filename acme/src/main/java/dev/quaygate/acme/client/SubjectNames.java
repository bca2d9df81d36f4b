package dev.quaygate.acme.client;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The DNS names and IP addresses of certificates, in one form: lower case, addresses as Java prints
 * them.
 */
public final class SubjectNames {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private SubjectNames() {}

    /** Whether a text is an IP address rather than a DNS name; asks no resolver. */
    public static boolean isAddress(String name) {
        return name.contains(":") || IPV4.matcher(name).matches();
    }

    /**
     * The one spelling of a name that we compare.
     *
     * @throws IllegalArgumentException when it looks like an IP address and is none
     */
    public static String canonical(String name) {
        return isAddress(name)
                ? InetAddress.ofLiteral(name).getHostAddress()
                : name.toLowerCase(Locale.ROOT);
    }

    /** The set of names in their canonical spelling, sorted. */
    public static SortedSet<String> canonical(Collection<String> names) {
        var set = new TreeSet<String>();
        names.forEach(name -> set.add(canonical(name)));
        return set;
    }

    /** The names a certificate is valid for; only its subject alternative names count. */
    public static SortedSet<String> of(X509Certificate certificate)
            throws CertificateParsingException {
        var names = new TreeSet<String>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null) {
            return names;
        }
        for (List<?> alternative : alternatives) {
            if (alternative.getLast() instanceof String name) {
                names.add(canonical(name));
            }
        }
        return names;
    }

    /** The extension value that carries the names. */
    public static GeneralNames extension(Collection<String> names) {
        return new GeneralNames(
                canonical(names).stream()
                        .map(SubjectNames::generalName)
                        .toArray(GeneralName[]::new));
    }

    private static GeneralName generalName(String name) {
        return new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }
}
