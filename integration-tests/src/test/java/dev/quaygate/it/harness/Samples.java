package dev.quaygate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Files of {@code config-samples}, as shipped. */
public final class Samples {
    /** What samples take from the environment without a default. */
    public static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "CORP_EAB_KEY", "a2V5",
                    "ACME_TEAM_A_KEY", "c2VjcmV0LXNlY3JldC1zZWNyZXQ",
                    "ETCD_PASSWORD", "s3cret",
                    "HOOK_KEY", "s3cret",
                    "DNS_TSIG_SECRET", "c2VjcmV0IG9mIHRoZSBzYW1wbGU=",
                    "OTHER_DNS_TOKEN", "token-of-the-sample");

    private static final Path DIRECTORY = Path.of("..", "config-samples");

    private Samples() {}

    /** Copies all of them, with what lies beside them; gives the folder. */
    public static Path copyInto(Path folder) {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(DIRECTORY.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The strict edge with free ports and this upstream in the place of the written ones. */
    public static String strictEdge(int upstreamPort) {
        return read("strict-edge.yaml")
                .replace("127.0.0.1:8080", "127.0.0.1:@HTTP@")
                .replace("127.0.0.1:8443", "127.0.0.1:@HTTPS@")
                .replace("to: 3000", "to: " + upstreamPort);
    }

    private static String read(String name) {
        try {
            return Files.readString(DIRECTORY.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("run the tests in the folder of their module", e);
        }
    }
}
