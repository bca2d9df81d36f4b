package dev.quaygate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A TLS client that is none of ours: {@code openssl s_client}. */
public final class OpensslClient {
    private OpensslClient() {}

    /** What it prints about a handshake at a port of this machine, and nothing sent after it. */
    public static String connect(int port, String... arguments) {
        try {
            var command =
                    new ArrayList<>(
                            List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
