package dev.quaygate.app.config.block;

import dev.quaygate.app.config.block.RootBlock.Root;
import dev.quaygate.app.config.form.Endpoints.Target;
import dev.quaygate.app.config.settings.CertificateSettings.AcmeServing;
import dev.quaygate.app.config.settings.IssuerSettings;
import dev.quaygate.app.config.settings.Site;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.ListenAddress;
import dev.quaygate.proxy.settings.ListenerSettings.Kind;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import dev.quaygate.proxy.settings.ProxySettings;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.settings.Route.Scheme;
import dev.quaygate.proxy.settings.RouteAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Turns checked drafts into the settings of the data plane. */
final class Settings {
    private final Root root;
    private final Assembly assembly;
    private final Problems problems;
    private final Map<String, PoolSettings> pools;
    private final Set<String> names = new HashSet<>();

    Settings(Root root, Assembly assembly, Problems problems) {
        this.root = root;
        this.assembly = assembly;
        this.problems = problems;
        this.pools = new LinkedHashMap<>(assembly.pools());
        pools.putAll(assembly.appPools());
    }

    /** The settings, when nothing else is wrong; may still report errors. */
    ProxySettings proxy() {
        var routes = new ArrayList<Route>();
        for (RouteDraft draft : assembly.routes()) {
            checkListener(draft);
            routes.addAll(routes(draft));
        }
        checkRest();
        acme().ifPresent(acme -> {
            routes.add(acme.route(root));
            pools.put(AcmeServing.ROUTE, acme.pool());
        });
        return new ProxySettings(
                root.listen().listeners(),
                root.listen().redirect(),
                root.listen().trustedProxies(),
                root.listen().limits(),
                root.timeouts(),
                root.tls().settings(),
                routes,
                pools,
                root.log().access(),
                root.metrics());
    }

    /** The checks of {@link #proxy()} alone, when there is an error already. */
    void checkOnly() {
        assembly.routes().forEach(this::checkListener);
        checkRest();
    }

    private void checkRest() {
        assembly.routes().forEach(this::refuseAdmin);
        assembly.routes().forEach(this::checkEmail);
        checkUnknownName();
    }

    private void checkEmail(RouteDraft draft) {
        if (root.email() != null) {
            return;
        }
        Node place = draft.node().entry("certificate").map(Entry::value).orElse(draft.node());
        draft.certificate().issuers().stream()
                .filter(IssuerSettings::needsCommonEmail)
                .forEach(issuer ->
                        problems.error(
                                        "QG1008",
                                        place.span(),
                                        place.path(),
                                        IssuerBlock.needsEmail(issuer))
                                .hint(IssuerBlock.ADD_EMAIL));
    }

    private void checkUnknownName() {
        new UnknownNameCheck(assembly.routes(), problems).run(root.tls());
    }

    List<Site> sites() {
        List<Site> sites = new Sites(root.certificates(), problems).of(assembly.routes());
        Optional<Site> acme = acme().map(AcmeRoute::site);
        if (acme.isEmpty() || isNamed(sites, acme.get().names().getFirst())) {
            return sites;
        }
        var more = new ArrayList<>(sites);
        more.add(acme.get());
        return more;
    }

    private static boolean isNamed(List<Site> sites, String name) {
        return sites.stream().anyMatch(site -> site.names().contains(name));
    }

    /** Where nobody listens for https there is nothing to add. */
    private Optional<AcmeRoute> acme() {
        return Optional.ofNullable(root.certificates().internal().acme())
                .filter(_ -> root.listen().has(Kind.HTTPS))
                .map(AcmeRoute::new);
    }

    private List<Route> routes(RouteDraft draft) {
        RouteAction action = action(draft);
        var routes = new ArrayList<Route>();
        for (PathPattern path : draft.paths()) {
            routes.add(route(draft, path, action));
        }
        return routes;
    }

    private Route route(RouteDraft draft, PathPattern path, RouteAction action) {
        Long maxBody = draft.maxBody();
        return new Route(
                unique(draft.name(path), draft),
                draft.node().span().fileAndLine(),
                draft.hosts(),
                path,
                draft.priority(),
                action,
                draft.scheme(),
                draft.stripPrefix(),
                draft.addPrefix(),
                draft.headers().request(),
                draft.headers().response(),
                maxBody == null ? root.listen().limits().bodyBytes() : maxBody,
                draft.timeouts().over(root.timeouts()),
                draft.scheme() == Scheme.HTTPS ? root.tls().hsts().orElse(null) : null,
                draft.log());
    }

    private RouteAction action(RouteDraft draft) {
        Target target = draft.target();
        if (target == null) {
            return Objects.requireNonNull(draft.answer());
        }
        return switch (target) {
            case Target.Named(String name) -> new RouteAction.ForwardTo(name);
            case Target.Nameless nameless -> new RouteAction.ForwardTo(add(draft, nameless));
        };
    }

    private String add(RouteDraft draft, Target.Nameless nameless) {
        String name = free(draft.name());
        PoolSettings plain = PoolSettings.of(name, nameless.endpoints());
        pools.put(
                name,
                new PoolSettings(
                        name,
                        plain.endpoints(),
                        plain.selection(),
                        draft.health(),
                        plain.passive(),
                        plain.connections(),
                        plain.retry(),
                        plain.hostHeader(),
                        plain.dns(),
                        plain.live(),
                        plain.queue()));
        return name;
    }

    /** A nameless pool is called like its route, so that it keeps its state when `to` changes. */
    private String free(String wanted) {
        String name = wanted;
        for (int i = 2; pools.containsKey(name); i++) {
            name = wanted + " (" + i + ")";
        }
        return name;
    }

    /** The same host and path may be there for http, or with another priority. */
    private String unique(String wanted, RouteDraft draft) {
        String name = wanted;
        if (!names.add(name)) {
            name = wanted + (draft.scheme() == Scheme.HTTP ? " (http)" : "");
            for (int i = 2; !names.add(name); i++) {
                name = wanted + " (" + i + ")";
            }
        }
        return name;
    }

    private void checkListener(RouteDraft draft) {
        Kind kind = draft.scheme() == Scheme.HTTP ? Kind.HTTP : Kind.HTTPS;
        if (root.listen().has(kind)) {
            return;
        }
        String word = kind == Kind.HTTP ? "http" : "https";
        problems.error(
                        "QG1023",
                        draft.node().span(),
                        draft.node().path(),
                        "route `%s` needs %s, and `listen.%s` is off"
                                .formatted(draft.name(), word, word))
                .hint(kind == Kind.HTTPS ? "write `tls: off`" : "give `listen.http` an address");
    }

    private void refuseAdmin(RouteDraft draft) {
        Node to = draft.node().entry("to").map(Entry::value).orElse(draft.node());
        endpoints(draft).stream()
                .map(EndpointSettings::address)
                .filter(this::isAdmin)
                .forEach(address ->
                        problems.error(
                                        "QG1023",
                                        to.span(),
                                        to.path(),
                                        "`" + address + "` is our own admin endpoint")
                                .hint("it must not be published"));
    }

    private List<EndpointSettings> endpoints(RouteDraft draft) {
        return switch (draft.target()) {
            case null -> List.of();
            case Target.Nameless nameless -> nameless.endpoints();
            case Target.Named(String name) -> {
                PoolSettings pool = assembly.pools().get(name);
                yield pool == null ? List.of() : pool.endpoints();
            }
        };
    }

    private boolean isAdmin(EndpointAddress endpoint) {
        return root.admin().listen().stream()
                .anyMatch(listen ->
                        switch (listen) {
                            case ListenAddress.Unix(var path) ->
                                    endpoint instanceof EndpointAddress.Unix(var at, _)
                                            && at.equals(path);
                            case ListenAddress.Tcp(String host, int port) ->
                                    endpoint instanceof EndpointAddress.Tcp(var to, var at, _)
                                            && at == port
                                            && (to.equals(host) || to.equals("localhost"));
                        });
    }
}
