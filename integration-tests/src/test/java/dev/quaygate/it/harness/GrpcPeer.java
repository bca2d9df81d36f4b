package dev.quaygate.it.harness;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A process of {@code grpcpeer}: the server and client of grpc-go's own interop tests. Tests that
 * need it are skipped where it is not built.
 */
public final class GrpcPeer implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private GrpcPeer(List<String> arguments) {
        var words = new ArrayList<String>();
        words.add(program().toString());
        words.addAll(arguments);
        try {
            process =
                    new ProcessBuilder(words)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A server on a free port of the loopback. */
    public static GrpcPeer server() {
        return new GrpcPeer(List.of("server", "127.0.0.1:0"));
    }

    /** A server on a unix socket. */
    public static GrpcPeer server(Path socket) {
        return new GrpcPeer(List.of("server", "unix:" + socket));
    }

    /** Ping-pong on so many streams of one TLS connection, until this is closed. */
    public static GrpcPeer streams(int port, Path roots, String name, int count) {
        return new GrpcPeer(
                List.of(
                        "streams",
                        "127.0.0.1:" + port,
                        roots.toString(),
                        name,
                        String.valueOf(count)));
    }

    /** Runs interop cases over TLS; gives the exit status and what it said. */
    public static Tool.Result cases(int port, Path roots, String name, List<String> cases) {
        var words =
                new ArrayList<>(
                        List.of(
                                program().toString(),
                                "cases",
                                "127.0.0.1:" + port,
                                roots.toString(),
                                name));
        words.addAll(cases);
        return Tool.run(words.toArray(String[]::new));
    }

    /** Status code and message of one unary call over TLS. */
    public static String code(int port, Path roots, String name) {
        return Tool.output(
                program().toString(), "code", "127.0.0.1:" + port, roots.toString(), name);
    }

    /** The port of a server that has just been started; 0 for a unix socket. */
    public int awaitPort() {
        String line = line();
        if (!line.startsWith("listening ")) {
            throw new AssertionError("grpcpeer said " + line);
        }
        return Integer.parseInt(line.substring("listening ".length()));
    }

    /** What happened on the streams since it was asked the last time, but for the sums. */
    public record Seen(int broken, long messages, Duration longestGap) {}

    /** Asks a process of {@link #streams}. */
    public Seen seen() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] words = line().split(" ");
        return new Seen(
                Integer.parseInt(words[1]),
                Long.parseLong(words[3]),
                Duration.ofNanos(Long.parseLong(words[5]) * 1000));
    }

    private String line() {
        try {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError("grpcpeer has ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Whether it is there; if not, tests that need it are skipped. */
    public static boolean isBuilt() {
        return find().isPresent();
    }

    private static Path program() {
        Optional<Path> found = find();
        Assumptions.assumeTrue(
                found.isPresent(), "grpcpeer is not on the PATH; make test builds it");
        return found.orElseThrow();
    }

    private static Optional<Path> find() {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(folder -> Path.of(folder, "grpcpeer"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
