package dev.quaygate.acme.faultca;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A running {@link MortalProcess}. */
final class Mortal implements AutoCloseable {
    /** Patient, since every core may be busy. */
    private static final int SECONDS = 120;

    private final Process process;
    private final Path errors;
    private final int port;
    private final long thread;

    private Mortal(Process process, Path errors) throws IOException {
        this.process = process;
        this.errors = errors;
        BufferedReader says = process.inputReader(StandardCharsets.US_ASCII);
        String line = says.readLine();
        if (line == null) {
            throw new IOException("the process did not start: " + Files.readString(errors));
        }
        String[] words = line.split(" ");
        this.port = Integer.parseInt(words[0]);
        this.thread = Long.parseLong(words[1]);
    }

    /** Port that answers http-01. */
    int port() {
        return port;
    }

    /** Number of the thread that makes the file calls. */
    long thread() {
        return thread;
    }

    void go() throws IOException {
        OutputStream input = process.getOutputStream();
        input.write('\n');
        input.flush();
    }

    /** {@code kill -9}; returns when it is dead. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for its end.
     *
     * @return whether it was killed
     */
    boolean wasKilled() throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the process goes on: " + Files.readString(errors));
        }
        if (process.exitValue() != 0 && process.exitValue() != 128 + 9) {
            throw new IOException("the process failed: " + Files.readString(errors));
        }
        return process.exitValue() != 0;
    }

    @Override
    public void close() {
        kill();
    }

    /**
     * How to start one fast: jars of our classes and an archive of loaded classes, which the first
     * process writes at its end.
     */
    static final class Launcher {
        private final Path home;
        private final String classPath;

        Launcher(Path home) throws IOException {
            this.home = home;
            List<String> path = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(":")) {
                Path place = Path.of(entry);
                path.add(
                        Files.isDirectory(place)
                                ? pack(place, home.resolve(path.size() + ".jar")).toString()
                                : entry);
            }
            classPath = String.join(":", path);
        }

        Mortal start(Path data, FaultCa ca, Path root, MortalProcess.Deed deed, Instant now)
                throws IOException {
            Path errors = Files.createTempFile(home, "errors", ".log");
            var command =
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:+AutoCreateSharedArchive",
                            "-XX:SharedArchiveFile=" + home.resolve("classes.jsa"),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx64m",
                            "-cp",
                            classPath,
                            MortalProcess.class.getName(),
                            data.toString(),
                            ca.directory().toString(),
                            root.toString(),
                            deed.name(),
                            now.toString());
            Process process =
                    new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile())).start();
            return new Mortal(process, errors);
        }

        /** An archive of loaded classes takes no directories. */
        private static Path pack(Path classes, Path jar) throws IOException {
            try (var out = new JarOutputStream(Files.newOutputStream(jar));
                    Stream<Path> paths = Files.walk(classes)) {
                for (Path file : paths.filter(Files::isRegularFile).toList()) {
                    out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                    Files.copy(file, out);
                }
            }
            return jar;
        }
    }
}
