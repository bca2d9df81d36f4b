package dev.quaygate.acme;

import java.time.Instant;
import java.util.List;

/**
 * A certificate nears its end without having been renewed.
 *
 * @param id name of the set
 * @param names its names
 * @param threshold fraction of the life left that was reached; 0 at expiry
 * @param lifeLeft fraction of the life left now, 0 when expired
 * @param notAfter end of validity
 */
public record LifeAlert(
        String id, List<String> names, double threshold, double lifeLeft, Instant notAfter) {
    public LifeAlert {
        names = List.copyOf(names);
    }
}
