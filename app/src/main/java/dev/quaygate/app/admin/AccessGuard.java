package dev.quaygate.app.admin;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what. A browser that was lured here is told by Host, Origin and Sec-Fetch-Site and
 * refused before anything else; then comes the role, then what a write needs. Any thread.
 *
 * @param allowedHosts values of Host and Origin without port, lower case
 * @param openProbes whether probes need no token on loopback
 */
record AccessGuard(
        List<String> allowedHosts, boolean openProbes, Tokens tokens, FailureLimit failures) {
    private static final Set<List<String>> PROBES =
            Set.of(List.of("healthz"), List.of("readyz"), List.of("metrics"));
    private static final Set<String> BODIES = Set.of("application/json", "application/yaml");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    /**
     * The role of who asks.
     *
     * @throws Refusal if the request must not be answered
     */
    Role check(AdminRequest request, Peer peer) throws Refusal {
        refuseForeignBrowsers(request);
        Role role = role(request, peer);
        if (request.isWrite()) {
            checkWrite(request, role);
        }
        return role;
    }

    private void refuseForeignBrowsers(AdminRequest request) throws Refusal {
        String host = request.field("host").orElse("");
        if (!isAllowed(host)) {
            throw Refusal.origin("Host is not one of admin.allowedHosts");
        }
        Optional<String> origin = request.field("origin");
        if (origin.isPresent() && !isOwn(origin.get())) {
            throw Refusal.origin("Origin is not one of admin.allowedHosts");
        }
        Optional<String> site = request.field("sec-fetch-site");
        if (site.isPresent() && !OWN_SITE.contains(site.get())) {
            throw Refusal.origin("requests from other sites are refused");
        }
    }

    private boolean isOwn(String origin) {
        try {
            String authority = new URI(origin).getRawAuthority();
            return authority != null && isAllowed(authority);
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private boolean isAllowed(String hostAndPort) {
        String host = hostAndPort.toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        if (colon >= 0 && !host.endsWith("]")) {
            if (!host.substring(colon + 1).matches("[0-9]{1,5}")) {
                return false;
            }
            host = host.substring(0, colon);
        }
        return allowedHosts.contains(host);
    }

    private Role role(AdminRequest request, Peer peer) throws Refusal {
        return switch (peer) {
            case Peer.User _ -> Role.WRITE;
            case Peer.Address(var address) -> remote(request, address);
        };
    }

    private Role remote(AdminRequest request, InetAddress address) throws Refusal {
        boolean anonymous = request.field("authorization").isEmpty();
        if (anonymous && isOpen(request, address)) {
            return Role.NONE;
        }
        if (failures.isExceeded(address)) {
            throw Refusal.token(429, "too many wrong tokens; wait a minute");
        }
        Role role = bearer(request).map(tokens::role).orElse(Role.NONE);
        if (role == Role.NONE) {
            if (!anonymous) {
                failures.failed(address);
            }
            throw Refusal.token(401, "a bearer token is needed, and it is missing or wrong");
        }
        return role;
    }

    private boolean isOpen(AdminRequest request, InetAddress address) {
        return openProbes
                && address.isLoopbackAddress()
                && !request.isWrite()
                && PROBES.contains(request.path());
    }

    private static Optional<String> bearer(AdminRequest request) {
        String prefix = "bearer ";
        return request.field("authorization")
                .filter(value -> value.regionMatches(true, 0, prefix, 0, prefix.length()))
                .map(value -> value.substring(prefix.length()).strip());
    }

    private static void checkWrite(AdminRequest request, Role role) throws Refusal {
        if (!BODIES.contains(request.mediaType())) {
            throw Refusal.contentType("changes need Content-Type: application/json");
        }
        if (!request.field("x-quaygate").filter("1"::equals).isPresent()) {
            throw Refusal.origin("changes need the header X-Quaygate: 1");
        }
        if (role != Role.WRITE) {
            throw Refusal.readOnly();
        }
    }
}
