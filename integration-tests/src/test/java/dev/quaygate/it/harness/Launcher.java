package dev.quaygate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How the program is started: by the command in the system property {@code quaygate.launcher}
 * (words separated by blanks), or else by the JVM of the test with its class path, and with the
 * options in {@code quaygate.options}.
 */
public final class Launcher {
    private final Path dir;
    private final String adminAddress;
    private final Map<String, String> environment;

    public Launcher(Path dir, String adminAddress) {
        this(dir, adminAddress, Map.of());
    }

    /** With these variables besides those of the test. */
    public Launcher(Path dir, String adminAddress, Map<String, String> environment) {
        this.dir = dir;
        this.adminAddress = adminAddress;
        this.environment = Map.copyOf(environment);
    }

    /** What a verb of the command line left. */
    public record Result(int exit, String out, String err) {
        /** Both streams, for messages. */
        public String all() {
            return "exit " + exit + "\n" + out + err;
        }
    }

    Process start(Path output, String... arguments) throws IOException {
        return start(List.of(), output, arguments);
    }

    /** As {@link #start(Path, String...)}, by another program that the command is given to. */
    Process start(List<String> by, Path output, String... arguments) throws IOException {
        ProcessBuilder builder = builder(StartArchive.options(), arguments);
        builder.command().addAll(0, by);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    /** Runs a verb to its end, which must come within 30 seconds. */
    public Result run(String... arguments) {
        return run(Duration.ofSeconds(30), arguments);
    }

    /** The same with more time, for what waits for others. */
    public Result run(Duration limit, String... arguments) {
        try {
            Path out = Files.createTempFile(dir, "cli", ".out");
            Path err = Files.createTempFile(dir, "cli", ".err");
            Process process =
                    builder(List.of("-XX:TieredStopAtLevel=1"), arguments)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        String.join(" ", arguments) + " does not end: " + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder builder(List<String> options, String... arguments) {
        var command = new ArrayList<>(command(options));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("QUAYGATE_") || name.startsWith("LISTEN_"));
        builder.environment().put("QUAYGATE_ADMIN", adminAddress);
        builder.environment().put("NO_COLOR", "1");
        builder.environment().putAll(environment);
        return builder;
    }

    /** The words that start the program, without arguments. */
    public static List<String> command() {
        return command(List.of());
    }

    /** A verb is over before the better compiler pays, so it may come with options of its own. */
    static List<String> command(List<String> options) {
        String given = System.getProperty("quaygate.launcher", "");
        if (!given.isBlank()) {
            return List.of(given.strip().split(" +", -1));
        }
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        String more = System.getProperty("quaygate.options", "");
        if (!more.isBlank()) {
            command.addAll(List.of(more.strip().split(" +", -1)));
        }
        command.addAll(
                List.of(
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dio.netty.leakDetection.level=paranoid",
                        "-cp",
                        StartArchive.classPath(),
                        "dev.quaygate.app.Main"));
        return command;
    }
}
