package dev.quaygate.acme.faultca;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The faults that a test has planned. Any thread. */
public final class FaultScript {
    private record Line(Endpoint endpoint, When when, Fault fault, AtomicInteger seen) {}

    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final AtomicInteger applied = new AtomicInteger();

    /** Plans a fault; of several that fit a request the first planned wins. */
    public FaultScript on(Endpoint endpoint, When when, Fault fault) {
        lines.add(new Line(endpoint, when, fault, new AtomicInteger()));
        return this;
    }

    public FaultScript everywhere(When when, Fault fault) {
        for (Endpoint endpoint : Endpoint.values()) {
            on(endpoint, when, fault);
        }
        return this;
    }

    public void clear() {
        lines.clear();
    }

    /** Faults that have happened. */
    public int applied() {
        return applied.get();
    }

    Optional<Fault> next(Endpoint endpoint) {
        Optional<Fault> first = Optional.empty();
        for (Line line : lines) {
            if (line.endpoint() == endpoint
                    && line.when().holds(line.seen().incrementAndGet())
                    && first.isEmpty()) {
                first = Optional.of(line.fault());
            }
        }
        if (first.isPresent()) {
            applied.incrementAndGet();
        }
        return first;
    }
}
