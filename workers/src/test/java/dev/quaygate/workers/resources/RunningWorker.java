package dev.quaygate.workers.resources;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real process in a session of its own; ended with all its children. */
final class RunningWorker implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private RunningWorker(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static RunningWorker python(String program) throws IOException {
        var builder = new ProcessBuilder("setsid", "python3", "-c", program);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return new RunningWorker(builder.start());
    }

    long pid() {
        return process.pid();
    }

    /** What it prints next: an event to wait for. */
    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("ended without a line");
        }
        return line;
    }

    void say(String line) throws IOException {
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
    }

    int exit() throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still runs");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcStat> tree = ProcessTable.read().tree(pid());
        process.destroyForcibly();
        tree.forEach(
                stat -> ProcessHandle.of(stat.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }
}
