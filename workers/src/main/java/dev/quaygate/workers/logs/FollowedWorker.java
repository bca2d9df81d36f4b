package dev.quaygate.workers.logs;

import dev.quaygate.workers.AppControl.LogLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Both streams of one worker, and what is kept of them. Guarded by {@link LogCapture}. */
final class FollowedWorker {
    private static final int TAIL = 200;
    private static final int ERRORS = 20;
    private static final int TAIL_CHARACTERS = 512 * 1024;

    private final WorkerOutput output;
    private final FollowedFile out;
    private final FollowedFile err;
    private final Outbox outbox;
    private final FloodGate gate = new FloodGate();
    private final LineRing tail = new LineRing(TAIL, TAIL_CHARACTERS);
    private final LineRing errors = new LineRing(ERRORS, TAIL_CHARACTERS);

    FollowedWorker(WorkerOutput output, Outbox outbox, boolean fromEnd) {
        this.output = output;
        this.outbox = outbox;
        this.out = new FollowedFile(output.out(), output.lineBytes(), fromEnd);
        this.err = new FollowedFile(output.err(), output.lineBytes(), fromEnd);
    }

    /**
     * @param adopted whether what an earlier Quaygate has read belongs to this worker
     */
    void begin(boolean adopted) throws IOException {
        try {
            out.begin();
        } finally {
            err.begin();
        }
        if (adopted) {
            out.past((text, at) -> keep(line("out", text, at)));
            err.past((text, at) -> keep(line("err", text, at)));
        }
    }

    /** Reads on; true if there was anything. */
    boolean read(ByteBuffer buffer, Instant now) throws IOException {
        gate.report(now).ifPresent(text -> note(text, now)); // before lines of the next second
        boolean some = false;
        try {
            some = out.read(buffer, text -> take("out", text, now), gate::skip);
        } finally { // a stream that cannot be read does not silence the other one
            some |= err.read(buffer, text -> take("err", text, now), gate::skip);
        }
        return some;
    }

    /** Reads all that is there, lines without an end too, and lets go of the files. */
    void finish(ByteBuffer buffer, Instant now) throws IOException {
        try (out;
                err) {
            try {
                drain(buffer, now);
            } finally { // before the files are closed, so that it is remembered
                out.flush().ifPresent(text -> take("out", text, now));
                err.flush().ifPresent(text -> take("err", text, now));
                gate.reportNow().ifPresent(text -> note(text, now));
            }
        }
    }

    /** Lets go of the files; what was not read yet is read after the next start. */
    void release() throws IOException {
        try (out;
                err) {
            // Only closed, in this order whatever fails.
        }
    }

    /** Reads up to the end, or as much as a worker that still floods writes in a moment. */
    void drain(ByteBuffer buffer, Instant now) throws IOException {
        for (long turn = 0; turn < 8 && read(buffer, now); turn++) {}
    }

    List<LogLine> tail() {
        return tail.lines();
    }

    /** Last lines of standard error; where it is silent, of standard output. */
    List<String> errors() {
        List<String> lines = new ArrayList<>(texts(errors.lines()));
        Optional<String> begun = err.pending();
        if (lines.isEmpty() && begun.isEmpty()) {
            lines.addAll(texts(tail.lines()));
            begun = out.pending();
        }
        begun.ifPresent(lines::add);
        return List.copyOf(lines.subList(Math.max(0, lines.size() - ERRORS), lines.size()));
    }

    private static List<String> texts(List<LogLine> lines) {
        return lines.stream().map(LogLine::text).toList();
    }

    private void take(String stream, String text, Instant now) {
        LogLine line = line(stream, text, now);
        keep(line); // also what a flood says last: it may say why
        long size = text.length() + 1L;
        if (gate.admit(size, now) && !outbox.offer(line)) {
            gate.drop(1, size);
        }
    }

    private void note(String text, Instant now) {
        LogLine line = line("err", text, now);
        tail.add(line);
        boolean _ = outbox.offer(line);
    }

    private void keep(LogLine line) {
        tail.add(line);
        if (line.stream().equals("err")) {
            errors.add(line);
        }
    }

    private LogLine line(String stream, String text, Instant at) {
        return new LogLine(at, output.app(), output.worker(), stream, text);
    }
}
