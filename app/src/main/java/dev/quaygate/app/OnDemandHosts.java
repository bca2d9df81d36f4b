package dev.quaygate.app;

import dev.quaygate.app.config.settings.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which names of clients may get a certificate on demand: those whose most specific host of all
 * https routes says so. Immutable; any thread, event loops too.
 */
final class OnDemandHosts {
    static final OnDemandHosts NONE = new OnDemandHosts(List.of());

    private static final String ANY = "*";

    private final Map<String, Site> byPattern = new HashMap<>();

    OnDemandHosts(List<Site> sites) {
        sites.forEach(site -> site.names().forEach(name -> byPattern.put(name, site)));
    }

    /** The site on demand that a folded name belongs to. */
    Optional<Site> find(String name) {
        Site site = byPattern.get(name);
        int dot = name.indexOf('.');
        if (site == null && dot > 0) {
            site = byPattern.get(ANY + name.substring(dot));
        }
        if (site == null) {
            site = byPattern.get(ANY);
        }
        return onDemand(site);
    }

    private static Optional<Site> onDemand(@Nullable Site site) {
        return Optional.ofNullable(site).filter(Site::onDemand);
    }
}
