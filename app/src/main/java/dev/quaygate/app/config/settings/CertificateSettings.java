package dev.quaygate.app.config.settings;

import dev.quaygate.acme.RenewalRule;
import dev.quaygate.acme.challenge.DnsZone;
import dev.quaygate.acme.ondemand.OnDemandSettings;
import dev.quaygate.proxy.settings.CidrSet;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certificates: who issues, with which keys, and what happens without one.
 *
 * @param issuers tried in order, at least one
 * @param profile certificate profile, or null for the CA's best fit
 * @param keyTypes kind of every new key; an elliptic curve and RSA for two certificates of each
 *     name list
 * @param reuseKey keep the key at renewal
 * @param preferredChain common name of the wanted root, or null
 * @param challenges tried in order
 * @param renew when renewal is due, beside the safety stops
 * @param whileMissing what a configured name serves before its first certificate
 * @param serveExpired keep serving after the end of validity
 * @param unknownTokens http-01 tokens that are not ours go to the route instead of 404
 * @param rehearse after a failed validation the CA's place for tests is asked first
 * @param maxOrders orders in flight per issuer
 * @param keepUnused how long certificates of removed names are kept
 * @param alerts shares of life left that raise an event, falling
 * @param internal the internal authority
 * @param manual certificates from files
 * @param dns zones that can be written, for dns-01
 * @param publicAddresses where names should lead to; empty for the addresses of this machine
 * @param onDemand who allows names that a client asks for, or null if nobody does
 */
public record CertificateSettings(
        List<IssuerSettings> issuers,
        @Nullable String profile,
        List<KeyType> keyTypes,
        boolean reuseKey,
        @Nullable String preferredChain,
        List<ChallengeKind> challenges,
        RenewalRule renew,
        WhileMissing whileMissing,
        boolean serveExpired,
        UnknownTokens unknownTokens,
        boolean rehearse,
        int maxOrders,
        Duration keepUnused,
        List<Double> alerts,
        Internal internal,
        List<TlsMode.Files> manual,
        List<DnsZone> dns,
        List<InetAddress> publicAddresses,
        @Nullable OnDemandSettings onDemand) {
    public CertificateSettings {
        issuers = List.copyOf(issuers);
        keyTypes = List.copyOf(keyTypes);
        challenges = List.copyOf(challenges);
        alerts = List.copyOf(alerts);
        manual = List.copyOf(manual);
        dns = List.copyOf(dns);
        publicAddresses = List.copyOf(publicAddresses);
    }

    /** The same with other issuers. */
    public CertificateSettings withIssuers(List<IssuerSettings> others) {
        return new CertificateSettings(
                others,
                profile,
                keyTypes,
                reuseKey,
                preferredChain,
                challenges,
                renew,
                whileMissing,
                serveExpired,
                unknownTokens,
                rehearse,
                maxOrders,
                keepUnused,
                alerts,
                internal,
                manual,
                dns,
                publicAddresses,
                onDemand);
    }

    /**
     * Whether a wildcard can be proved: a zone holds it, or its record is written by hand.
     *
     * @param base the name behind {@code *.}
     * @param own challenges that a route asks for, empty for those of all
     */
    public boolean provesWildcard(String base, List<ChallengeKind> own) {
        List<ChallengeKind> first = issuers.getFirst().challenges();
        List<ChallengeKind> common = own.isEmpty() ? challenges : own;
        return hasZoneFor(base)
                || (first.isEmpty() ? common : first).contains(ChallengeKind.DNS_PERSIST_01);
    }

    /** Whether a name can be proved by dns-01. */
    public boolean hasZoneFor(String name) {
        return dns.stream().anyMatch(zone -> zone.covers(name));
    }

    /** What a configured name serves before its first certificate. */
    public enum WhileMissing {
        SELF_SIGNED,
        REFUSE
    }

    /** What happens to http-01 tokens that are not ours. */
    public enum UnknownTokens {
        NOT_FOUND,
        ROUTE
    }

    /**
     * The internal authority.
     *
     * @param names exact names, and wildcards ({@code *.localhost}) for any depth of labels
     * @param networks addresses
     * @param life of a leaf certificate
     * @param root own root certificate and key, or null for a generated one
     * @param acme how other machines get certificates, or null if they do not
     */
    public record Internal(
            List<String> names,
            CidrSet networks,
            Duration life,
            TlsMode.@Nullable Files root,
            @Nullable AcmeServing acme) {
        public Internal {
            names = List.copyOf(names);
        }

        /** Whether it issues for a name that is no address. */
        public boolean issuesFor(String name) {
            return names.stream()
                    .anyMatch(pattern ->
                            pattern.equals(name)
                                    || pattern.startsWith("*.")
                                            && name.endsWith(pattern.substring(1)));
        }
    }

    /**
     * ACME for other machines (RFC 8555).
     *
     * @param host name of the server, an internal one, on every https listener
     * @param eab keys that new accounts must be bound to; none means that anybody may have one
     */
    public record AcmeServing(String host, List<IssuerSettings.Eab> eab) {
        /** Route and pool of the server; no user's pool can have this name. */
        public static final String ROUTE = "internal acme";

        public AcmeServing {
            eab = List.copyOf(eab);
        }
    }
}
