package dev.quaygate.acme.faultca;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.TreeMap;

/** Times at which an authority is down: a part of all time, in pieces of very different length. */
final class Outages {
    private final TreeMap<Instant, Instant> down = new TreeMap<>();
    private Duration total = Duration.ZERO;

    /**
     * Plans them.
     *
     * @param part part of the time, between 0 and 1
     * @param longest longest piece; the mean is a quarter of it
     */
    Outages(Instant from, Duration time, double part, Duration longest, long seed) {
        var random = new Random(seed);
        Instant end = from.plus(time);
        Instant at = from;
        while (at.isBefore(end)) {
            double luck = Math.min(1, -Math.log(1 - random.nextDouble()) / 4);
            Duration piece = longest.multipliedBy(Math.round(luck * 1000)).dividedBy(1000);
            Duration up =
                    piece.multipliedBy(Math.round((1 - part) * 100))
                            .dividedBy(Math.round(part * 100));
            at = at.plus(up.multipliedBy(random.nextInt(50, 151)).dividedBy(100)).plusSeconds(60);
            down.put(at, at.plus(piece));
            at = at.plus(piece);
            total = total.plus(piece);
        }
    }

    boolean at(Instant now) {
        var last = down.floorEntry(now);
        return last != null && now.isBefore(last.getValue());
    }

    Duration total() {
        return total;
    }

    int count() {
        return down.size();
    }
}
