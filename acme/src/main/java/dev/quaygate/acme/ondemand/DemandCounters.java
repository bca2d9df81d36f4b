package dev.quaygate.acme.ondemand;

import dev.quaygate.acme.ondemand.Verdict.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of handshakes for unknown names, since the start. Any thread. */
public final class DemandCounters {
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
    private final LongAdder questions = new LongAdder();
    private final LongAdder granted = new LongAdder();

    public DemandCounters() {
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    void asked() {
        questions.increment();
    }

    Verdict count(Verdict verdict) {
        switch (verdict) {
            case Verdict.Granted _ -> granted.increment();
            case Verdict.Refused(Reason reason, String _) -> counter(reason).increment();
        }
        return verdict;
    }

    /** Questions that were put. */
    public long questions() {
        return questions.sum();
    }

    /** Handshakes whose name was granted by a question. */
    public long granted() {
        return granted.sum();
    }

    /** Handshakes that were refused for this reason. */
    public long refused(Reason reason) {
        return counter(reason).sum();
    }

    private LongAdder counter(Reason reason) {
        return refused.computeIfAbsent(reason, _ -> new LongAdder());
    }
}
