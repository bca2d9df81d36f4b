package dev.quaygate.it.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * One thread of another process that does not run, as after a fault in native code, while the
 * others go on. By ptrace(2), which a machine may allow to root only; then the test is skipped.
 */
public final class StoppedThread implements AutoCloseable {
    private static final Path SCRIPT =
            Path.of("src", "test", "resources", "processes", "stop_thread.py");

    private final Process tracer;

    private StoppedThread(Process tracer) {
        this.tracer = tracer;
    }

    /** Stops the one thread of that name until it is closed. */
    public static StoppedThread of(long pid, String name) throws IOException {
        Process tracer =
                new ProcessBuilder("python3", SCRIPT.toString(), String.valueOf(pid), name)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var stopped = new StoppedThread(tracer);
        BufferedReader answer = tracer.inputReader(StandardCharsets.UTF_8);
        String word = String.valueOf(answer.readLine());
        Assumptions.assumeFalse(word.startsWith("refused"), word);
        if (!word.equals("stopped")) {
            stopped.close();
            throw new AssertionError("no thread " + name + " of process " + pid);
        }
        return stopped;
    }

    @Override
    public void close() {
        tracer.destroy();
        try {
            tracer.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
