package dev.quaygate.acme.challenge.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program of the user: no shell, our own environment and more, a time limit after which it
 * is killed with its children. Its output is kept, cut and without secrets.
 */
final class HookProcess {
    private static final int LONGEST_OUTPUT = 16 * 1024;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** Belong to our own supervisor, not to a hook. */
    private static final List<String> OURS =
            List.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID");

    private final Duration limit;
    private final Map<String, String> variables;
    private final Mask mask;

    /** Takes more variables for the environment, whose values are masked in the output. */
    HookProcess(Duration limit, Map<String, String> variables) {
        this.limit = limit;
        this.variables = Map.copyOf(variables);
        this.mask = Mask.of(variables.values(), System.getenv());
    }

    /**
     * Returns its output when it ended with 0.
     *
     * @param more variables that are no secrets
     * @throws IOException if it cannot be started, is too slow or ends with another status
     */
    String run(List<String> command, Map<String, String> more)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        OURS.forEach(builder.environment()::remove);
        builder.environment().putAll(variables);
        builder.environment().putAll(more);
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        command.getFirst() + " was killed after " + limit.toSeconds() + " s");
            }
            String said = mask.apply(words(output));
            if (process.exitValue() != 0) {
                throw new IOException(
                        command.getFirst() + " ended with " + process.exitValue() + ": " + said);
            }
            return said;
        } finally {
            kill(process);
        }
    }

    /** A child that keeps the pipe open must not hold us up. */
    private static String words(CompletableFuture<String> output) throws InterruptedException {
        try {
            return output.completeOnTimeout("", LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
                    .get()
                    .strip();
        } catch (ExecutionException e) {
            return "";
        }
    }

    private static String read(Process process) {
        try (InputStream in = process.getInputStream()) {
            byte[] head = in.readNBytes(LONGEST_OUTPUT);
            in.skip(Long.MAX_VALUE); // so that it does not block at a full pipe
            return new String(head, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
