package dev.quaygate.acme.faultca;

import java.net.URI;
import java.util.EnumMap;
import java.util.Map;

/** Addresses of one run: a port for each resource and a path that was never used before. */
final class Urls {
    private final Map<Endpoint, Integer> ports = new EnumMap<>(Endpoint.class);
    private final String run = new Ids().next();

    void port(Endpoint endpoint, int port) {
        ports.put(endpoint, port);
    }

    URI of(Endpoint endpoint) {
        return URI.create(
                "https://localhost:" + ports.get(endpoint) + "/" + run + "/" + endpoint.path());
    }

    URI of(Endpoint endpoint, String id) {
        return URI.create(of(endpoint) + "/" + id);
    }

    /** The part of a path after the resource, empty if there is none. */
    String id(Endpoint endpoint, String path) throws CaProblem {
        String base = of(endpoint).getPath();
        if (path.equals(base)) {
            return "";
        }
        if (!path.startsWith(base + "/")) {
            throw CaProblem.of(404, "malformed", "no such address");
        }
        return path.substring(base.length() + 1);
    }
}
