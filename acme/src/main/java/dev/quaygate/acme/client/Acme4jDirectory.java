package dev.quaygate.acme.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Metadata;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * The directory that all sessions of a client share, and the hosts it names: the only ones that
 * requests may go to. Read again after 10 minutes; any thread.
 */
final class Acme4jDirectory {
    private static final Duration FRESH = Duration.ofMinutes(10);

    private record Copy(JSON json, long readAtNanos) {}

    private final URI url;
    private final Set<String> hosts = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Copy copy;

    Acme4jDirectory(URI url) {
        this.url = url;
        allow(url);
    }

    boolean allows(String host) {
        return hosts.contains(host.toLowerCase(Locale.ROOT));
    }

    /** The copy, or a new one when it is old; the session's own connection reads it. */
    JSON current(Session session) throws AcmeException {
        Copy known = copy;
        if (known != null && System.nanoTime() - known.readAtNanos() < FRESH.toNanos()) {
            return known.json();
        }
        return read(session);
    }

    /** Asks the authority now. */
    JSON read(Session session) throws AcmeException {
        try (var connection = session.connect()) {
            connection.sendRequest(Acme4jSession.url(url), session, null);
            JSON json = connection.readJsonResponse();
            for (Resource resource : Resource.values()) {
                json.get(resource.path()).optional().ifPresent(value -> allow(value.asURI()));
            }
            copy = new Copy(json, System.nanoTime());
            return json;
        }
    }

    private void allow(URI named) {
        if (named.getHost() != null) {
            hosts.add(named.getHost().toLowerCase(Locale.ROOT));
        }
    }

    /** Describes a directory as just read over this connection. */
    AcmeDirectory describe(JSON json, GuardedHttp http) {
        var meta = new Metadata(json.get("meta").map(v -> v.asObject()).orElseGet(JSON::empty));
        var profiles = new TreeMap<String, String>();
        for (String profile : meta.getProfiles()) {
            profiles.put(profile, meta.getProfileDescription(profile).orElse(""));
        }
        return new AcmeDirectory(
                url,
                profiles,
                meta.isExternalAccountRequired(),
                json.contains(Resource.RENEWAL_INFO.path()),
                List.copyOf(meta.getCaaIdentities()),
                meta.getTermsOfService().orElse(null),
                http.last().flatMap(ResponseHead::date).orElse(null));
    }
}
