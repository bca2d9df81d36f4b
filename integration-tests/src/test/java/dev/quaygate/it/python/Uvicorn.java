package dev.quaygate.it.python;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One Uvicorn with the application of {@code src/test/resources/fastapi}. */
final class Uvicorn implements AutoCloseable {
    private final Process process;

    private Uvicorn(Process process) {
        this.process = process;
    }

    /** The program that {@code make test} installs. */
    static Optional<Path> installed() {
        Stream<Path> onPath =
                Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                        .map(folder -> Path.of(folder, "uvicorn"));
        Path project = Path.of("../.build/venv/bin/uvicorn").toAbsolutePath().normalize();
        return Stream.concat(Stream.of(project), onPath).filter(Files::isExecutable).findFirst();
    }

    /**
     * Starts it; it is not yet listening.
     *
     * @param socket where it is to listen
     */
    static Uvicorn start(Path log, Path socket) throws IOException {
        var command = new ArrayList<String>();
        command.add(installed().orElseThrow().toString());
        command.addAll(List.of("main:app", "--app-dir", "src/test/resources/fastapi"));
        // Behind a unix socket there is no address to trust by.
        command.addAll(List.of("--proxy-headers", "--forwarded-allow-ips", "*"));
        command.addAll(List.of("--uds", socket.toString()));
        return new Uvicorn(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
