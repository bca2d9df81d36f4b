package dev.quaygate.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.issue.Placeholder;
import dev.quaygate.acme.store.FileStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code certs export}: what is written, with which mode, and what is refused. */
final class CertificateExportTest {
    @TempDir private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CertifiedKey key = Placeholder.of(List.of("shop.example.com"), Instant.now());

    @BeforeEach
    void store() throws Exception {
        Files.writeString(directory.resolve("q.yaml"), "routes: [{host: localhost, to: 3000}]\n");
        keep("shop-1", "p256", key);
    }

    private void keep(String set, String keyType, CertifiedKey key) throws Exception {
        try (var store = FileStore.open(directory.resolve("store"), 3);
                var lease = store.lease(set).orElseThrow()) {
            store.publish(
                    lease,
                    Map.of(
                            "chain.pem", Pem.of(key.chain()).getBytes(UTF_8),
                            "key.pem", Pem.of(key.privateKey()).getBytes(UTF_8),
                            "meta.json", meta(keyType).getBytes(UTF_8)));
        }
    }

    private static String meta(String keyType) {
        return """
        {"format":"x509","names":["shop.example.com"],"keyType":"%s","issuer":"ca","ca":"",
         "obtainedAt":"2026-11-24T12:00:00Z","why":"MISSING"}\
        """
                .formatted(keyType);
    }

    private int run(String... arguments) {
        var terminal =
                new Terminal(new PrintStream(out), new PrintStream(err), Map.of(), directory);
        Stores stores =
                (file, environment, writes) -> {
                    assertThat(writes).isFalse();
                    var store = FileStore.look(directory.resolve("store"));
                    return new OpenStore(
                            store, "the store", List.of(), List.of(), List.of(), store::close);
                };
        var all = new ArrayList<>(List.of("certs", "export", "-c", "q.yaml"));
        all.addAll(List.of(arguments));
        return new Verbs(terminal, (_, _, _) -> 0, stores, "9.9.9").run(all.toArray(String[]::new));
    }

    @Test
    void writesChainAndKeyForTheOwnerAlone() throws Exception {
        assertThat(run("shop.example.com", "--out", "shop.pem")).isZero();

        Path file = directory.resolve("shop.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String pem = Files.readString(file);
        int end = pem.indexOf("-----BEGIN PRIVATE KEY-----");
        assertThat(Pem.certificates(pem.substring(0, end))).isEqualTo(key.chain());
        assertThat(Pem.keyPair(pem.substring(end)).getPrivate()).isEqualTo(key.privateKey());
        assertThat(err.toString(UTF_8)).contains("audit certificate.exported", "set=shop-1");
        assertThat(out.toString(UTF_8)).doesNotContain("PRIVATE");
    }

    @Test
    void ofTwoForANameTheCallerChooses() throws Exception {
        CertifiedKey other = Placeholder.of(List.of("shop.example.com"), Instant.now());
        keep("shop-2", "rsa2048", other); // the file's word counts, whatever the key is
        Path file = directory.resolve("shop.pem");

        assertThat(run("shop.example.com", "--out", "shop.pem")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(UTF_8)).contains("2 certificates (", "--key-type");
        assertThat(file).doesNotExist();

        assertThat(run("shop.example.com", "--key-type", "p384", "--out", "shop.pem"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(run("shop.example.com", "--key-type", "rsa2048", "--out", "shop.pem")).isZero();
        assertThat(Files.readString(file)).startsWith(Pem.of(other.chain()));
        assertThat(run("shop-1", "--out", "first.pem")).isZero();
        assertThat(Files.readString(directory.resolve("first.pem")))
                .startsWith(Pem.of(key.chain()));
    }

    @Test
    void writesPkcs12UnderAPassword() throws Exception {
        Files.writeString(directory.resolve("secret"), "hunter2\nnot this\n");

        int exit =
                run("shop-1", "--format", "pkcs12", "--password-file", "secret", "--out", "a.p12");

        assertThat(exit).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(directory.resolve("a.p12"))) {
            store.load(in, "hunter2".toCharArray());
        }
        assertThat(store.getCertificateChain("shop.example.com"))
                .isEqualTo(key.chain().toArray(Certificate[]::new));
        assertThat(store.getKey("shop.example.com", "hunter2".toCharArray()))
                .isEqualTo(key.privateKey());
    }

    @Test
    void overwritesNothingAndNamesWhatIsMissing() throws Exception {
        Files.writeString(directory.resolve("old.pem"), "precious");

        assertThat(run("shop.example.com", "--out", "old.pem")).isEqualTo(ExitCode.REFUSED);
        assertThat(Files.readString(directory.resolve("old.pem"))).isEqualTo("precious");
        assertThat(run("no.example.com", "--out", "new.pem")).isEqualTo(ExitCode.FAILED);
        assertThat(directory.resolve("new.pem")).doesNotExist();
        assertThat(err.toString(UTF_8)).contains("no certificate called `no.example.com`");
        assertThat(run("shop-1", "--format", "pkcs12")).isEqualTo(ExitCode.USAGE);
        assertThat(run("shop-1", "--format", "pkcs12", "--out", "new.p12"))
                .isEqualTo(ExitCode.USAGE);
    }
}
