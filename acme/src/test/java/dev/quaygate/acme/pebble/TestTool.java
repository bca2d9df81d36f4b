package dev.quaygate.acme.pebble;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a program that a test needs; fails with the way to install it. */
public final class TestTool {
    private static final String PEBBLE = "github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.1";

    /** The same versions as in build/test. */
    private static final Map<String, String> PACKAGES =
            Map.of(
                    "pebble",
                    PEBBLE,
                    "pebble-challtestsrv",
                    PEBBLE.replace("@", "-challtestsrv@"),
                    "step-ca",
                    "github.com/smallstep/certificates/cmd/step-ca@v0.30.2");

    private TestTool() {}

    /** Looks at the system property of the name, the environment, the PATH and Go's directories. */
    public static Path find(String name) {
        return search(name).orElseThrow(() -> new AssertionError(howToInstall(name)));
    }

    /** Why a test that can be done without is skipped, empty if its program is there. */
    public static String missing(String name) {
        return search(name).isPresent() ? "" : howToInstall(name);
    }

    private static Optional<Path> search(String name) {
        Stream<String> given = Stream.of(System.getProperty(name, ""), env(variable(name)));
        Stream<String> onPath =
                Stream.of(env("PATH").split(File.pathSeparator))
                        .map(directory -> directory + "/" + name);
        Stream<String> fromGo =
                Stream.of(
                        env("GOBIN") + "/" + name,
                        System.getProperty("user.home") + "/go/bin/" + name,
                        System.getProperty("java.io.tmpdir") + "/gobin/" + name);
        return Stream.of(given, onPath, fromGo)
                .flatMap(paths -> paths)
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
                .findFirst();
    }

    private static String howToInstall(String name) {
        String variable = variable(name);
        return "%s is not installed: run 'go install %s', or name it by -D%s=PATH or %s=PATH"
                .formatted(name, PACKAGES.getOrDefault(name, PEBBLE), name, variable);
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String env(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }
}
