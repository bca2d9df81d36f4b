package dev.quaygate.it.apps;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs that {@code make test} installs, or that the machine has. */
final class Programs {
    /** Where the packages of {@code requirements.txt} are. */
    static final Path VENV = Path.of("../.build/venv/bin").toAbsolutePath().normalize();

    private Programs() {}

    /** A test is skipped where there is none of that name. */
    static Path find(String name) {
        Stream<Path> onPath =
                Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                        .map(folder -> Path.of(folder, name));
        Optional<Path> found =
                Stream.concat(Stream.of(VENV.resolve(name)), onPath)
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(found.isPresent(), name + " is missing; `make test` installs it");
        return found.orElseThrow();
    }
}
