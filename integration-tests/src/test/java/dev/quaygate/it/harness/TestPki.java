package dev.quaygate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A certificate authority of the test's own, by the {@code openssl} program. */
public final class TestPki {
    private final Path dir;

    private TestPki(Path dir) {
        this.dir = dir;
    }

    /** A leaf with its chain, and its key. */
    public record Pair(Path cert, Path key) {}

    /** A fresh authority whose files lie in {@code dir}. */
    public static TestPki in(Path dir) {
        var pki = new TestPki(dir);
        pki.openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-days",
                "30",
                "-subj",
                "/CN=Test CA",
                "-addext",
                "basicConstraints=critical,CA:TRUE",
                "-addext",
                "keyUsage=critical,keyCertSign,cRLSign");
        return pki;
    }

    public Path ca() {
        return dir.resolve("ca.pem");
    }

    /** A server certificate for these DNS names, valid for 30 days. */
    public Pair issue(String... names) {
        return issue(30, names);
    }

    /** A server certificate that ends after {@code days}, which may be negative: expired. */
    public Pair issue(int days, String... names) {
        String file = names[0].replace("*", "star") + (days < 0 ? "-expired" : "");
        request(file, names[0], "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
        return sign(file, days, server(names));
    }

    /** A server certificate with an RSA key, valid for 30 days. */
    public Pair issueRsa(String... names) {
        String file = "rsa-" + names[0].replace("*", "star");
        request(file, names[0], "rsa:2048");
        return sign(file, 30, server(names));
    }

    private static String server(String... names) {
        String sans =
                Arrays.stream(names).map(name -> "DNS:" + name).collect(Collectors.joining(","));
        return "subjectAltName=" + sans + "\nextendedKeyUsage=serverAuth,clientAuth\n";
    }

    /**
     * @param key what {@code -newkey} takes
     */
    private void request(String file, String subject, String... key) {
        var arguments = new ArrayList<>(List.of("req", "-new", "-nodes", "-newkey"));
        arguments.addAll(List.of(key));
        arguments.addAll(List.of("-keyout", file + ".key", "-out", file + ".csr"));
        arguments.addAll(List.of("-subj", "/CN=" + subject));
        openssl(arguments.toArray(String[]::new));
    }

    private Pair sign(String file, int days, String extensions) {
        try {
            Files.writeString(dir.resolve(file + ".ext"), extensions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl(
                "x509",
                "-req",
                "-in",
                file + ".csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                String.valueOf(days),
                "-extfile",
                file + ".ext",
                "-out",
                file + ".pem");
        return new Pair(dir.resolve(file + ".pem"), dir.resolve(file + ".key"));
    }

    private void openssl(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("openssl"));
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command)
                            .directory(dir.toFile())
                            .redirectErrorStream(true)
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
