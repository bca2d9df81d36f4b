package dev.quaygate.workers.logs;

import java.nio.file.Path;

/**
 * Where the output of one worker is.
 *
 * @param out standard output is appended to it (O_APPEND); never replaced by another file while the
 *     worker lives
 * @param err standard error, likewise
 * @param lineBytes longer lines are cut
 */
public record WorkerOutput(String app, int worker, Path out, Path err, int lineBytes) {}
