package dev.quaygate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of {@code config-samples}, as shipped. */
public final class Samples {
    private Samples() {}

    /** The strict edge with free ports and this upstream in the place of the written ones. */
    public static String strictEdge(int upstreamPort) {
        return read("strict-edge.yaml")
                .replace("127.0.0.1:8080", "127.0.0.1:@HTTP@")
                .replace("127.0.0.1:8443", "127.0.0.1:@HTTPS@")
                .replace("to: 3000", "to: " + upstreamPort);
    }

    private static String read(String name) {
        try {
            return Files.readString(Path.of("..", "config-samples", name));
        } catch (IOException e) {
            throw new UncheckedIOException("run the tests in the folder of their module", e);
        }
    }
}
