package dev.quaygate.acme.pebble;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds a program that a test needs; fails with the way to install it, never skips. */
final class TestTool {
    private TestTool() {}

    /** Looks at the system property of the name, the environment, the PATH and Go's directories. */
    static Path find(String name) {
        String variable = name.toUpperCase(Locale.ROOT).replace('-', '_');
        Stream<String> given = Stream.of(System.getProperty(name, ""), env(variable));
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
                .findFirst()
                .orElseThrow(() -> new AssertionError(howToInstall(name, variable)));
    }

    private static String howToInstall(String name, String variable) {
        return "%s is not installed: run 'go install github.com/letsencrypt/pebble/v2/cmd/%s@v2.10.1', or name it by -D%s=PATH or %s=PATH"
                .formatted(name, name, name, variable);
    }

    private static String env(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }
}
