package dev.quaygate.acme.store;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Which etcd (3.4 or newer) a fleet shares, and how it is reached.
 *
 * @param endpoints client addresses of the members, {@code http} or {@code https}, at least one;
 *     the first that answers is used until it fails
 * @param prefix start of all keys, for instance {@code /quaygate}: two fleets may share one etcd
 * @param tls trust and client certificate for {@code https}; null for the platform's trust alone
 * @param login null without authentication
 * @param leaseTtl time after which a silent holder loses its leases, 2 s to 10 min
 */
public record EtcdSettings(
        List<URI> endpoints,
        String prefix,
        @Nullable SSLContext tls,
        @Nullable Login login,
        Duration leaseTtl) {
    /** Time to live of leases unless set. */
    public static final Duration DEFAULT_TTL = Duration.ofSeconds(15);

    /** Prefix unless set. */
    public static final String DEFAULT_PREFIX = "/quaygate";

    /** A user of etcd; the text form leaves the password out. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    public EtcdSettings {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints: at least one address is needed");
        }
        if (!prefix.matches("[A-Za-z0-9/._-]*[A-Za-z0-9._-]")) {
            throw new IllegalArgumentException(
                    "prefix: '"
                            + prefix
                            + "' must be made of letters, digits, '/', '.', '_', '-' and not end with '/'");
        }
        if (leaseTtl.compareTo(Duration.ofSeconds(2)) < 0
                || leaseTtl.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "leaseTtl: " + leaseTtl + " is not between 2 seconds and 10 minutes");
        }
    }

    /** Settings without TLS settings, login and special wishes. */
    public static EtcdSettings of(List<URI> endpoints) {
        return new EtcdSettings(endpoints, DEFAULT_PREFIX, null, null, DEFAULT_TTL);
    }
}
