package dev.quaygate.it.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Classes of the program in the form that the JVM maps into memory, made by the first start of a
 * test run: every later start takes half the processor time. Without it all works as well.
 */
final class StartArchive {
    private static final String YAML =
            """
            listen: {http: ['127.0.0.1:0'], https: ['127.0.0.1:0']}
            admin: {listen: ['unix:@DIR@/admin.sock'], token: 'file:@DIR@/admin.token'}
            storage: {file: '@DIR@/state'}
            routes: [{host: archive.internal, tls: internal, respond: {status: 200}}]
            """;

    private static final List<String> OPTIONS = make();

    private StartArchive() {}

    /** Options for the JVM; none if there is no archive. */
    static List<String> options() {
        return OPTIONS;
    }

    /** The class path of the program: only jars can be archived, and it needs none of the tests. */
    static String classPath() {
        return String.join(
                File.pathSeparator,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .filter(entry -> Files.exists(Path.of(entry)))
                        .filter(entry -> !isEmptyFolder(Path.of(entry)))
                        .toList());
    }

    private static boolean isEmptyFolder(Path path) {
        String[] names = path.toFile().list();
        return names != null && names.length == 0;
    }

    private static List<String> make() {
        boolean foldersToo =
                Arrays.stream(classPath().split(File.pathSeparator, -1))
                        .anyMatch(entry -> Files.isDirectory(Path.of(entry)));
        if (foldersToo || !System.getProperty("quaygate.launcher", "").isBlank()) {
            return List.of();
        }
        try {
            Path target = Path.of("target").toAbsolutePath();
            Path archive = target.resolve("start-" + ProcessHandle.current().pid() + ".jsa");
            record(archive);
            archive.toFile().deleteOnExit();
            return Files.exists(archive) ? use(archive) : List.of();
        } catch (IOException e) {
            System.out.println("no archive of classes: " + e);
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static List<String> use(Path archive) {
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:aot=off");
    }

    /** One start and one orderly end. */
    private static void record(Path archive) throws IOException, InterruptedException {
        Path dir = Quaygate.temporaryFolder();
        Path yaml = dir.resolve("quaygate.yaml");
        Files.writeString(yaml, YAML.replace("@DIR@", dir.toString()));
        Path fresh = archive.resolveSibling(archive.getFileName() + ".new");
        var command =
                new ArrayList<>(
                        Launcher.command(
                                List.of("-XX:ArchiveClassesAtExit=" + fresh, "-Xlog:cds=off")));
        command.addAll(List.of("run", "-c", yaml.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("out.log").toFile())
                        .start();
        try {
            awaitReady(process, dir);
            process.destroy();
            process.waitFor(60, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
        if (Files.exists(fresh)) {
            Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void awaitReady(Process process, Path dir) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (process.isAlive() && System.nanoTime() < end && !isReady(dir)) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static boolean isReady(Path dir) {
        try {
            Path socket = dir.resolve("admin.sock");
            return Files.exists(socket) && new AdminClient(socket).get("/readyz").status() == 200;
        } catch (IOException | RuntimeException _) {
            return false;
        }
    }
}
