package dev.quaygate.app.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of config-samples. */
final class Samples {
    static final Path ROOT = root();
    static final Path DIRECTORY = ROOT.resolve("config-samples");
    static final Path INVALID = DIRECTORY.resolve("invalid");

    /** What samples take from the environment without a default. */
    static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "CORP_EAB_KEY", "a2V5",
                    "ACME_TEAM_A_KEY", "c2VjcmV0LXNlY3JldC1zZWNyZXQ",
                    "ETCD_PASSWORD", "s3cret",
                    "HOOK_KEY", "s3cret",
                    "DNS_TSIG_SECRET", "c2VjcmV0IG9mIHRoZSBzYW1wbGU=",
                    "OTHER_DNS_TOKEN", "token-of-the-sample");

    private Samples() {}

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("config-samples"))
                ? here
                : here.resolve("..").normalize();
    }

    static List<Path> in(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
