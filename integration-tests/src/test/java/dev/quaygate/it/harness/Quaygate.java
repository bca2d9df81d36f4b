package dev.quaygate.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The program as a child process with a folder of its own, known only by its configuration file,
 * its sockets, its log and its exit status.
 *
 * <p>A configuration may use {@code @HTTP@}, {@code @HTTPS@} (free ports) and {@code @DIR@}; see
 * {@link YamlFrame} for what is added to it.
 */
public final class Quaygate implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path dir;
    private final YamlFrame frame;
    private final Launcher launcher;
    private final Process process;

    private Quaygate(Path dir, YamlFrame frame, Launcher launcher, Process process) {
        this.dir = dir;
        this.frame = frame;
        this.launcher = launcher;
        this.process = process;
    }

    /** Starts the program with {@code yaml} and waits until {@code /readyz} answers 200. */
    public static Quaygate start(String yaml) {
        return startIn(temporaryFolder(), yaml);
    }

    /** As {@link #start}, in a folder that may hold state of an earlier run. */
    public static Quaygate startIn(Path dir, String yaml) {
        return startIn(dir, yaml, Map.of());
    }

    /** As {@link #startIn(Path, String)}, with these variables in the environment. */
    public static Quaygate startIn(Path dir, String yaml, Map<String, String> environment) {
        return started(launched(dir, YamlFrame.in(dir), yaml, environment));
    }

    /** As {@link #startIn}, on ports that somebody must know before the program runs. */
    public static Quaygate startOn(Path dir, int http, int https, String yaml) {
        return started(launchOn(dir, http, https, yaml));
    }

    /** As {@link #startOn}, without waiting: the program may never have listened when it ends. */
    public static Quaygate launchOn(Path dir, int http, int https, String yaml) {
        return launched(dir, new YamlFrame(dir, http, https, FreePorts.one()), yaml, Map.of());
    }

    /** As {@link #startIn(Path, String, Map)}, without waiting. */
    public static Quaygate launchIn(Path dir, String yaml, Map<String, String> environment) {
        return launched(dir, YamlFrame.in(dir), yaml, environment);
    }

    /** As {@link #launchOn}, by another program; {@link #pid} is that one's. */
    public static Quaygate launchUnder(
            List<String> by, Path dir, int http, int https, String yaml) {
        var frame = new YamlFrame(dir, http, https, FreePorts.one());
        return launched(dir, frame, yaml, Map.of(), by);
    }

    private static Quaygate started(Quaygate quaygate) {
        quaygate.awaitReady();
        return quaygate;
    }

    private static Quaygate launched(
            Path dir, YamlFrame frame, String yaml, Map<String, String> environment) {
        return launched(dir, frame, yaml, environment, List.of());
    }

    private static Quaygate launched(
            Path dir,
            YamlFrame frame,
            String yaml,
            Map<String, String> environment,
            List<String> by) {
        try {
            Files.writeString(frame.file(), frame.complete(yaml));
            var launcher = new Launcher(dir, frame.adminAddress(), environment);
            Process process =
                    launcher.start(
                            by, dir.resolve("out.log"), "run", "-c", frame.file().toString());
            return new Quaygate(dir, frame, launcher, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a process again on the same folder and ports, after this one ended. */
    public Quaygate again(String yaml) {
        return started(launched(dir, frame, yaml, Map.of()));
    }

    /** A folder short enough for unix socket paths. */
    public static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("qg");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code /readyz} answers 200; fails if the program ends or takes a minute. */
    public void awaitReady() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            if (!process.isAlive()) {
                throw new AssertionError(
                        "ended with " + process.exitValue() + " at start:\n" + output());
            }
            if (ready()) {
                return;
            }
            if (System.nanoTime() > end) {
                kill();
                throw new AssertionError("not ready within " + START_LIMIT + ":\n" + output());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private boolean ready() {
        try {
            return Files.exists(adminSocket()) && admin().get("/readyz").status() == 200;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    public int http() {
        return frame.http();
    }

    public int https() {
        return frame.https();
    }

    public int adminPort() {
        return frame.admin();
    }

    public Path dir() {
        return dir;
    }

    public Path config() {
        return frame.file();
    }

    public Path adminSocket() {
        return dir.resolve("admin.sock");
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** The admin API over its unix socket. */
    public AdminClient admin() {
        return new AdminClient(adminSocket());
    }

    /** Replaces the configuration file in one rename; nothing is applied by this. */
    public void edit(String yaml) {
        try {
            Path next = dir.resolve("next.yaml");
            Files.writeString(next, frame.complete(yaml));
            Files.move(
                    next,
                    config(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for a reload by the API and waits for its answer, whatever it is. */
    public H1Response reload() throws IOException {
        return admin().post("/v1/config:reload", "{}");
    }

    /** Edits, reloads, and fails unless the answer is a 2xx. */
    public H1Response apply(String yaml) throws IOException {
        edit(yaml);
        H1Response answer = reload();
        assertThat(answer.status())
                .as("reload: %s%n%s", answer.text(), outputTail())
                .isBetween(200, 299);
        return answer;
    }

    /** Runs a verb of the command line against this process. */
    public Launcher.Result cli(String... arguments) {
        return launcher.run(arguments);
    }

    /** The same with more than the usual half a minute. */
    public Launcher.Result cli(Duration limit, String... arguments) {
        return launcher.run(limit, arguments);
    }

    /** All access-log lines so far. */
    public List<AccessLine> accessLog() {
        Path log = dir.resolve("access.log");
        try {
            return Files.exists(log)
                    ? Files.readAllLines(log).stream()
                            .filter(line -> !line.isBlank())
                            .map(AccessLine::new)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first access-log line that fits, waiting up to ten seconds for it. */
    public AccessLine awaitLine(Predicate<AccessLine> wanted) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> accessLog().stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** Everything that the program printed so far. */
    public String output() {
        try {
            return Files.readString(dir.resolve("out.log"));
        } catch (IOException e) {
            return "(no output: " + e + ")";
        }
    }

    private String outputTail() {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    /** Resident memory in KiB. */
    public long residentKib() {
        return statusNumber("VmRSS:");
    }

    /** Threads as the kernel counts them. */
    public long threads() {
        return statusNumber("Threads:");
    }

    /** Bytes of live objects after a full collection, by the JVM's own {@code jcmd}. */
    public long liveHeapBytes() {
        try {
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            Process histogram =
                    new ProcessBuilder(jcmd.toString(), String.valueOf(pid()), "GC.class_histogram")
                            .redirectErrorStream(true)
                            .start();
            String[] total =
                    new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.startsWith("Total"))
                            .findFirst()
                            .orElseThrow()
                            .split(" +", -1);
            return Long.parseLong(total[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processor time of all threads so far, as the kernel counts it: in steps of 10 ms. */
    public Duration processorTime() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Duration.ofMillis(
                    (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long statusNumber(String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, without waiting. */
    public void terminate() {
        process.destroy();
    }

    /** SIGHUP or another signal by name. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    }

    /** Exit status, or -1 if it still runs after {@code limit}. */
    public int awaitExit(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
    }

    /** SIGKILL and wait. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends the process if it runs, and fails if it ever reported a buffer leak. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException _) {
            kill();
            Thread.currentThread().interrupt();
        }
        assertThat(output()).as("buffer leaks").doesNotContain("LEAK:");
    }
}
