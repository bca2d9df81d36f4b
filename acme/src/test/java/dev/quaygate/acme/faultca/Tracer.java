package dev.quaygate.acme.faultca;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code strace} at one thread of another process: writes down its calls to the file system, or
 * kills the process on the way into one of them.
 */
final class Tracer {
    private static final String CALLS =
            "openat,write,pwrite64,writev,ftruncate,fsync,fdatasync,rename,renameat,renameat2,link,"
                    + "linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat,chmod,fchmod,"
                    + "fchmodat,chown,fchown,fchownat,fallocate,utimensat";
    private static final Pattern CALL = Pattern.compile("^(\\w+)\\(");

    /**
     * A call of a thread.
     *
     * @param nth how many calls of this kind the thread has made, this one included
     * @param line as strace prints it
     */
    record Call(String name, int nth, String line) {}

    private final Process process;
    private final Path log;

    private Tracer(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Follows a thread; with a call, the process dies on the way into it. */
    static Tracer attach(long thread, @Nullable Call fatal, Path log) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                "strace",
                                "-y",
                                "-s0",
                                "-p",
                                String.valueOf(thread),
                                "-e",
                                "trace=" + CALLS,
                                "-o",
                                log.toString()));
        if (fatal != null) {
            command.add("-e");
            command.add("inject=%s:signal=KILL:when=%d".formatted(fatal.name(), fatal.nth()));
        }
        Process process = start(command);
        BufferedReader messages = process.errorReader(StandardCharsets.UTF_8);
        String first = messages.readLine();
        if (first == null || !first.contains("attached")) {
            throw new Refused("strace: " + first);
        }
        Thread.ofVirtual().start(() -> messages.lines().forEach(_ -> {}));
        return new Tracer(process, log);
    }

    private static Process start(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new AssertionError("strace is not installed: apt-get install strace", e);
        }
    }

    /** The kernel lets nobody look at other processes. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** What keeps it from working here, empty if nothing does. */
    static String obstacle() throws IOException, InterruptedException {
        var sleeper = new ProcessBuilder("cat").start();
        Path log = Files.createTempFile("quaygate-strace", ".log");
        try {
            Tracer tracer = attach(sleeper.pid(), null, log);
            sleeper.destroyForcibly();
            tracer.calls();
            return "";
        } catch (Refused e) {
            return e.getMessage() + "; needs root, or kernel.yama.ptrace_scope=0";
        } finally {
            sleeper.destroyForcibly();
            Files.deleteIfExists(log);
        }
    }

    /** Waits until the traced process has ended; gives all calls, also the one it died of. */
    List<Call> calls() throws IOException, InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("strace goes on: " + log);
        }
        Map<String, Integer> seen = new HashMap<>();
        List<Call> calls = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            var call = CALL.matcher(line);
            if (call.find()) {
                String name = call.group(1);
                calls.add(new Call(name, seen.merge(name, 1, Integer::sum), line));
            }
        }
        return calls;
    }
}
