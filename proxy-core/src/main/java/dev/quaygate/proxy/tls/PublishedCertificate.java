package dev.quaygate.proxy.tls;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One certificate that the catalog was given. Immutable; compared by identity. */
final class PublishedCertificate {
    private final String id;
    private final Set<String> names;
    private final Credential credential;
    private final Standing standing;

    PublishedCertificate(String id, List<String> names, Credential credential, Standing standing) {
        this.id = id;
        this.names = Set.copyOf(new TreeSet<>(names));
        this.credential = credential;
        this.standing = standing;
    }

    String id() {
        return id;
    }

    Set<String> names() {
        return names;
    }

    Credential credential() {
        return credential;
    }

    Standing standing() {
        return standing;
    }

    /** Whether it covers a host in folded form: exactly, or by a wildcard for its first label. */
    boolean covers(String host) {
        if (names.contains(host)) {
            return true;
        }
        int dot = host.indexOf('.');
        return dot > 0 && names.contains("*" + host.substring(dot));
    }
}
