package dev.quaygate.acme;

import java.time.Instant;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** When a certificate that was not renewed must be talked about. Pure. */
final class LifeThresholds {
    private LifeThresholds() {}

    /**
     * Thresholds that are reached and were not raised for this certificate, the mildest first; 0 is
     * expiry.
     */
    static List<Double> due(
            List<Double> thresholds,
            Life life,
            String serial,
            AttemptRecord.@Nullable AlertMark mark,
            Instant now) {
        double raised = mark != null && mark.serial().equals(serial) ? mark.threshold() : 1;
        return withExpiry(thresholds)
                .filter(threshold -> threshold < raised && !now.isBefore(life.atLeft(threshold)))
                .boxed()
                .sorted((a, b) -> Double.compare(b, a))
                .toList();
    }

    /** The next instant at which a threshold is reached, null after expiry. */
    static @Nullable Instant next(List<Double> thresholds, Life life, Instant now) {
        return withExpiry(thresholds)
                .mapToObj(life::atLeft)
                .filter(now::isBefore)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static DoubleStream withExpiry(List<Double> thresholds) {
        return DoubleStream.concat(
                        thresholds.stream().mapToDouble(Double::doubleValue), DoubleStream.of(0))
                .distinct();
    }
}
