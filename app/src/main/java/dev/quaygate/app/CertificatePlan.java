package dev.quaygate.app;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.LifecycleSettings;
import dev.quaygate.acme.ManualFiles;
import dev.quaygate.acme.client.ExternalAccountBinding;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.config.settings.ChallengeKind;
import dev.quaygate.app.config.settings.IssuerSettings;
import dev.quaygate.app.config.settings.Site;
import dev.quaygate.app.config.settings.TlsMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says about certificates, in the words of the certificate life cycle. Pure.
 */
record CertificatePlan(Configuration configuration) {
    private static final String INTERNAL = "internal";

    LifecycleSettings lifecycle() {
        return new LifecycleSettings(
                certificates().serveExpired(),
                certificates().alerts(),
                certificates().maxOrders(),
                certificates().rehearse(),
                certificates().keepUnused());
    }

    /** Pairs of files that the user brings, each once. */
    List<ManualFiles> manual() {
        Stream<TlsMode.Files> sites =
                configuration.sites().stream()
                        .map(Site::mode)
                        .filter(TlsMode.Files.class::isInstance)
                        .map(TlsMode.Files.class::cast);
        return Stream.concat(certificates().manual().stream(), sites)
                .map(files -> new ManualFiles(files.cert(), files.key()))
                .distinct()
                .toList();
    }

    /**
     * Sets to be issued, by public authorities and by our own.
     *
     * @param brought names that certificates of the user cover; nothing is issued for them
     */
    List<CertificatePolicy> policies(Set<String> brought) {
        var policies = new ArrayList<CertificatePolicy>();
        for (Site site : configuration.sites()) {
            if (site.onDemand()) {
                continue; // a client has to bring the name
            }
            List<String> names =
                    site.names().stream().filter(name -> !isCovered(name, brought)).toList();
            switch (site.mode()) {
                case TlsMode.Automatic() -> {
                    List<String> orderable = orderable(site, names);
                    if (!orderable.isEmpty()) {
                        policies.addAll(automatic(site, orderable));
                    }
                }
                case TlsMode.Internal() -> policies.addAll(internal(site, site.names()));
                case TlsMode.Files _, TlsMode.Off() -> {}
            }
        }
        return policies;
    }

    /**
     * The certificates of a name that a client brought: at least one, and the first is the one that
     * its handshake waits for.
     *
     * @param site whose pattern covers the name
     */
    List<CertificatePolicy> demanded(Site site, String name) {
        var one =
                new Site(
                        List.of(name),
                        site.mode(),
                        site.overrides(),
                        site.route(),
                        site.source(),
                        true);
        return certificates().internal().issuesFor(name)
                ? internal(one, one.names())
                : automatic(one, one.names());
    }

    // A wildcard that the user's own certificate was to cover cannot be had without a zone.
    private List<String> orderable(Site site, List<String> names) {
        return names.stream()
                .filter(name ->
                        !name.startsWith("*.")
                                || certificates()
                                        .provesWildcard(
                                                name.substring(2), site.overrides().challenges()))
                .toList();
    }

    private boolean hasZoneFor(String name) {
        return certificates().hasZoneFor(name.startsWith("*.") ? name.substring(2) : name);
    }

    private static boolean isCovered(String name, Set<String> brought) {
        int dot = name.indexOf('.');
        return brought.contains(name) || dot > 0 && brought.contains("*" + name.substring(dot));
    }

    private List<CertificatePolicy> automatic(Site site, List<String> names) {
        return keyTypes(site).stream().map(type -> automatic(site, names, type)).toList();
    }

    private List<KeyType> keyTypes(Site site) {
        return or(site.overrides().keyTypes(), certificates().keyTypes()).stream()
                .map(type -> KeyType.valueOf(type.name()))
                .toList();
    }

    private CertificatePolicy automatic(Site site, List<String> names, KeyType keyType) {
        var overrides = site.overrides();
        List<IssuerSettings> issuers = or(overrides.issuers(), certificates().issuers());
        String profile = overrides.profile();
        String chain = overrides.preferredChain();
        return new CertificatePolicy(
                names,
                able(issuers.stream().map(this::issuer).toList(), names),
                profile == null ? certificates().profile() : profile,
                keyType,
                certificates().reuseKey(),
                challenges(or(overrides.challenges(), certificates().challenges()), issuers, names),
                certificates().renew(),
                chain == null ? certificates().preferredChain() : chain);
    }

    /** Without those that certify no addresses, if there is one and anybody is left. */
    private static List<Issuer> able(List<Issuer> issuers, List<String> names) {
        if (names.stream().noneMatch(SubjectNames::isAddress)) {
            return issuers;
        }
        List<Issuer> able =
                issuers.stream()
                        .filter(issuer ->
                                !(issuer instanceof Issuer.Acme acme) || acme.facts().addresses())
                        .toList();
        return able.isEmpty() ? issuers : able;
    }

    private List<CertificatePolicy> internal(Site site, List<String> names) {
        return keyTypes(site).stream().map(type -> internal(names, type)).toList();
    }

    private CertificatePolicy internal(List<String> names, KeyType keyType) {
        return new CertificatePolicy(
                names,
                List.of(new Issuer.Internal(INTERNAL, certificates().internal().life())),
                null,
                keyType,
                certificates().reuseKey(),
                List.of(ChallengeType.TLS_ALPN_01),
                certificates().renew(),
                null);
    }

    /** As written; dns-01 joins where a zone holds one of the names. */
    private List<ChallengeType> challenges(
            List<ChallengeKind> common, List<IssuerSettings> issuers, List<String> names) {
        List<ChallengeKind> own = issuers.getFirst().challenges();
        Stream<ChallengeType> written =
                or(own, common).stream().map(kind -> ChallengeType.of(kind.word()));
        Stream<ChallengeType> joins =
                names.stream().filter(this::hasZoneFor).map(_ -> ChallengeType.DNS_01);
        return Stream.concat(written, joins).distinct().toList();
    }

    private static <T> List<T> or(List<T> special, List<T> common) {
        return special.isEmpty() ? common : special;
    }

    private Issuer issuer(IssuerSettings settings) {
        URI directory = settings.directory();
        if (directory == null) {
            return new Issuer.Internal(settings.name(), certificates().internal().life());
        }
        var eab = settings.eab();
        var issuer =
                new Issuer.Acme(
                        settings.name(),
                        directory,
                        email(settings, directory),
                        eab == null
                                ? null
                                : new ExternalAccountBinding(
                                        eab.kid(), eab.key().reveal().orElse("")),
                        settings.caRoot(),
                        settings.profile());
        URI staging = settings.staging();
        return staging == null ? issuer : issuer.with(issuer.facts().withStaging(staging));
    }

    /** Let's Encrypt ignores addresses, so it is told none. */
    private @Nullable String email(IssuerSettings settings, URI directory) {
        String own = settings.email();
        boolean ignored = directory.getHost().endsWith("letsencrypt.org");
        return own != null ? own : ignored ? null : configuration.email();
    }

    private CertificateSettings certificates() {
        return configuration.certificates();
    }
}
