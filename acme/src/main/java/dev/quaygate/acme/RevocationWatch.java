package dev.quaygate.acme;

import dev.quaygate.acme.client.RevocationList;
import dev.quaygate.acme.client.RevocationListSource;
import dev.quaygate.acme.client.RevocationListSource.Answer;
import dev.quaygate.acme.client.RevocationListSource.Version;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for our certificates in the lists of what authorities have revoked, each list once in half
 * an hour for all sets. Any thread.
 */
final class RevocationWatch {
    private static final Logger log = LoggerFactory.getLogger(RevocationWatch.class);
    private static final Duration EVERY = Duration.ofMinutes(30);

    private record Place(URI url, PublicKey issuer) {}

    /** The last list from one place. */
    private static final class Known {
        Version version = Version.UNKNOWN;
        @Nullable RevocationList list; // null before the first
        @Nullable Instant next; // null before the first question
    }

    private final RevocationListSource source;
    private final Map<Place, Known> lists = new ConcurrentHashMap<>();

    RevocationWatch(RevocationListSource source) {
        this.source = source;
    }

    /**
     * Looks for a certificate; asks the network at most once in half an hour for each list.
     *
     * @return the list that has it, empty if none that could be had has it
     */
    Optional<URI> revokedBy(List<X509Certificate> chain, Instant now) throws InterruptedException {
        if (chain.size() < 2) {
            return Optional.empty(); // nobody to have signed a list
        }
        X509Certificate leaf = chain.getFirst();
        for (URI url : RevocationList.places(leaf)) {
            RevocationList list = list(new Place(url, chain.get(1).getPublicKey()), now);
            if (list != null && list.contains(leaf.getSerialNumber())) {
                return Optional.of(url);
            }
        }
        return Optional.empty();
    }

    private @Nullable RevocationList list(Place place, Instant now) throws InterruptedException {
        Known known = lists.computeIfAbsent(place, _ -> new Known());
        synchronized (known) { // sets of one list wait for one answer
            Instant next = known.next;
            // A date further ahead was written by a clock that was ahead.
            if (next == null || !now.isBefore(next) || next.isAfter(now.plus(EVERY))) {
                known.next = now.plus(EVERY);
                refresh(place, known);
            }
            return known.list;
        }
    }

    private void refresh(Place place, Known known) throws InterruptedException {
        try {
            Optional<Answer> answer = source.get(place.url(), known.version);
            if (answer.isPresent()) {
                known.list = RevocationList.of(answer.get().der(), place.issuer());
                known.version = answer.get().version();
            }
        } catch (IOException | GeneralSecurityException e) {
            log.debug("crl.failed url={} what={}", place.url(), e.getMessage());
        }
    }
}
