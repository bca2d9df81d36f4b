package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Hosts;
import dev.quaygate.app.config.settings.CertificateOverrides;
import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.config.settings.Site;
import dev.quaygate.app.config.settings.TlsMode;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Route.Scheme;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which names want which certificate. */
final class Sites {
    /** Let's Encrypt's tlsserver profile takes no more, and one failing name blocks its set. */
    private static final int MAX_NAMES = 25;

    private final CertificateSettings certificates;
    private final Problems problems;
    private final Map<String, RouteDraft> owners = new HashMap<>();
    private final Set<HostPattern> onDemand = new LinkedHashSet<>();

    Sites(CertificateSettings certificates, Problems problems) {
        this.certificates = certificates;
        this.problems = problems;
    }

    /** The name sets of all routes; a set inside another one needs no certificate of its own. */
    List<Site> of(List<RouteDraft> routes) {
        List<RouteDraft> https =
                routes.stream().filter(route -> route.scheme() == Scheme.HTTPS).toList();
        https.forEach(this::claim);
        https.stream()
                .filter(RouteDraft::onDemand)
                .filter(new OnDemandChecks(certificates, problems)::isRight)
                .forEach(route -> onDemand.addAll(route.hosts()));
        var sites = new ArrayList<Site>();
        https.forEach(route -> sites.addAll(of(route)));
        List<Site> kept = withoutParts(sites);
        onDemand.forEach(host -> kept.add(demanded(host)));
        return kept;
    }

    /** Names under this host get a certificate each when a client asks. */
    private Site demanded(HostPattern host) {
        RouteDraft owner = Objects.requireNonNull(owners.get(host.toString()));
        return new Site(
                List.of(host.toString()),
                owner.tls(),
                owner.certificate(),
                owner.name(),
                owner.node().span().fileAndLine(),
                true);
    }

    /** The route that says something about a name decides for all that do not. */
    private void claim(RouteDraft route) {
        for (HostPattern host : route.hosts()) {
            RouteDraft before = owners.putIfAbsent(host.toString(), route);
            if (before == null || !says(route)) {
                continue;
            }
            if (!says(before)) {
                owners.put(host.toString(), route);
            } else if (!before.tls().equals(route.tls())
                    || !before.certificate().equals(route.certificate())) {
                problems.error(
                                "QG1023",
                                route.node().span(),
                                route.node().path(),
                                "two routes ask for different certificates for " + host)
                        .first(before.node().span());
            }
        }
    }

    private static boolean says(RouteDraft route) {
        return route.tlsWritten()
                || route.onDemand()
                || !route.certificate().equals(CertificateOverrides.NONE);
    }

    private record Want(TlsMode mode, CertificateOverrides overrides) {}

    private List<Site> of(RouteDraft route) {
        Map<Want, List<String>> wants = new LinkedHashMap<>();
        for (HostPattern host : route.hosts()) {
            if (host instanceof HostPattern.Any || onDemand.contains(host)) {
                continue; // no certificate names every host
            }
            RouteDraft owner = owners.getOrDefault(host.toString(), route);
            TlsMode mode = mode(owner, host, route);
            wants.computeIfAbsent(new Want(mode, owner.certificate()), _ -> new ArrayList<>())
                    .add(host.toString());
        }
        var sites = new ArrayList<Site>();
        wants.forEach((want, names) -> sites.addAll(split(want, names, route)));
        return sites;
    }

    private List<Site> split(Want want, List<String> names, RouteDraft route) {
        int size = want.mode instanceof TlsMode.Automatic ? MAX_NAMES : names.size();
        var sites = new ArrayList<Site>();
        for (int from = 0; from < names.size(); from += size) {
            sites.add(
                    new Site(
                            names.subList(from, Math.min(names.size(), from + size)),
                            want.mode,
                            want.overrides,
                            route.name(),
                            route.node().span().fileAndLine(),
                            false));
        }
        return sites;
    }

    private TlsMode mode(RouteDraft owner, HostPattern host, RouteDraft route) {
        TlsMode written = owner.tls();
        if (!(written instanceof TlsMode.Automatic)) {
            return written;
        }
        if (isInternal(host.toString())) {
            return new TlsMode.Internal();
        }
        if (host instanceof HostPattern.Wildcard(String base)
                && certificates.manual().isEmpty()
                && !certificates.provesWildcard(base, owner.certificate().challenges())) {
            problems.error(
                            "QG3016",
                            route.node().span(),
                            route.node().path(),
                            "a certificate for `"
                                    + host
                                    + "` needs a DNS challenge, and no zone under"
                                    + " `certificates.dns` holds it")
                    .hint(wildcardHint(base));
        }
        return written;
    }

    private static String wildcardHint(String base) {
        return """
        add these lines, or write `tls: internal` or `tls: {cert: …, key: …}`
        certificates:
          dns:
            - {zones: [%s], provider: cloudflare, token: "env:CF_API_TOKEN"}\
        """
                .formatted(base);
    }

    private boolean isInternal(String name) {
        if (Hosts.isAddress(name)) {
            return certificates.internal().networks().contains(InetAddress.ofLiteral(name));
        }
        return certificates.internal().issuesFor(name);
    }

    /** Each name set once, without those that a larger set of the same kind holds. */
    private static List<Site> withoutParts(List<Site> sites) {
        Map<String, List<Site>> byName = new HashMap<>();
        sites.forEach(site ->
                site.names()
                        .forEach(name ->
                                byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(site)));
        var kept = new ArrayList<Site>();
        Set<List<String>> seen = new HashSet<>();
        for (Site site : sites) {
            List<Site> around = byName.getOrDefault(site.names().getFirst(), List.of());
            if (around.stream().noneMatch(other -> holds(other, site)) && seen.add(site.names())) {
                kept.add(site);
            }
        }
        return kept;
    }

    private static boolean holds(Site larger, Site part) {
        return larger.names().size() > part.names().size()
                && larger.mode().equals(part.mode())
                && larger.names().containsAll(part.names());
    }
}
