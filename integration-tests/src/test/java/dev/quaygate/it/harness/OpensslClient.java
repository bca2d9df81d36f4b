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
        return run("", port, arguments);
    }

    /** What it prints about a handshake and the answer to a request for a host. */
    public static String fetch(int port, String host, String... arguments) {
        var all = new ArrayList<>(List.of("-ign_eof", "-servername", host));
        all.addAll(List.of(arguments));
        return run(
                "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n",
                port,
                all.toArray(String[]::new));
    }

    private static String run(String request, int port, String... arguments) {
        try {
            var command =
                    new ArrayList<>(
                            List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var input = process.outputWriter(StandardCharsets.US_ASCII)) {
                input.write(request);
            }
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
