package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * SEC-2: no key, token or cookie leaves the process by a log at {@code trace}, a dump of the admin
 * API, the command line or the environment, while certificates of both kinds are ordered, renewed
 * and the account's key is changed.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SecretsXIT {
    private static final String BINDING =
            "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";
    private static final String HOOK = "a-secret-of-the-webhook-0123456789";
    private static final String COOKIE = "session-cookie-9f8e7d6c5b";
    private static final String BEARER = "bearer-token-1a2b3c4d5e";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> DUMPS =
            List.of(
                    "/v1/status",
                    "/v1/config",
                    "/v1/certificates",
                    "/v1/certificates/a.test",
                    "/v1/certificates/a.test/events",
                    "/v1/certificates/a.test/pem",
                    "/v1/issuers",
                    "/v1/orders",
                    "/v1/routes",
                    "/v1/pools",
                    "/v1/doctor",
                    "/metrics",
                    "/readyz");

    @Test
    void nothingSecretIsWrittenAnywhereButIntoTheStore() throws Exception {
        var options = PebbleOptions.DEFAULTS.eabKeys(Map.of("kid-1", BINDING));
        try (var stage = AcmeStage.open(options);
                var quaygate = stage.start(yaml(stage))) {
            stage.awaitIssued(quaygate, "a.test");
            Map<String, String> secrets = new HashMap<>();
            secrets.putAll(storedKeys(quaygate));
            assertThat(quaygate.cli(PATIENCE, "certs", "renew", "a.test", "--force").exit())
                    .isZero();
            assertThat(quaygate.cli(PATIENCE, "certs", "change-key", "pebble").exit()).isZero();
            askWithCredentials(stage);
            secrets.putAll(storedKeys(quaygate));
            secrets.putAll(written(quaygate));

            Map<String, String> places = places(quaygate);

            assertThat(secrets).hasSizeGreaterThan(20);
            secrets.forEach((what, secret) ->
                    places.forEach((where, text) ->
                            assertThat(text.contains(secret)).as(what + " in " + where).isFalse()));
            assertThat(places.get("log"))
                    .contains("\"level\":\"trace\"", "a.test")
                    .doesNotContain("PRIVATE KEY", "\"protected\"", "\"signature\"");
        }
    }

    private static String yaml(AcmeStage stage) throws IOException {
        Path binding = Files.writeString(stage.dir().resolve("eab.key"), BINDING);
        Path hook = Files.writeString(stage.dir().resolve("hook.key"), HOOK);
        for (Path file : List.of(binding, hook)) {
            Files.setPosixFilePermissions(
                    file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }
        return "log: {level: trace, access: {to: 'file:@DIR@/access.log'}}\n"
                + "events: [{webhook: 'http://127.0.0.1:1/', secret: 'file:%s'}]%n".formatted(hook)
                + stage.yaml(
                        "",
                        "eab: {kid: kid-1, key: 'file:" + binding + "'}",
                        new String[] {"a.test"})
                + "  - {host: b.internal, tls: internal, respond: {status: 204}}\n";
    }

    private static void askWithCredentials(AcmeStage stage) throws IOException {
        try (var client = H1Client.tls(stage.https(), "a.test")) {
            String[] fields = {"Cookie: id=" + COOKIE, "Authorization: Bearer " + BEARER};
            assertThat(client.get("a.test", "/?token=" + BEARER, fields).read().status())
                    .isEqualTo(200);
        }
    }

    /** What users write into files, and what the program makes for them. */
    private static Map<String, String> written(Quaygate quaygate) throws IOException {
        try (Stream<Path> files = Files.walk(quaygate.dir())) {
            Path token =
                    files.filter(file -> file.endsWith("admin.token")).findFirst().orElseThrow();
            return Map.of(
                    "key of the account's binding", BINDING,
                    "key of the webhook", HOOK,
                    "cookie", COOKIE,
                    "bearer token", BEARER,
                    "admin token", Files.readString(token).strip());
        }
    }

    /** Each private key of the store, in the forms in which it could slip out. */
    private static Map<String, String> storedKeys(Quaygate quaygate) throws Exception {
        var secrets = new HashMap<String, String>();
        try (Stream<Path> files = Files.walk(quaygate.dir())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (text.contains("PRIVATE KEY")) {
                    secrets.putAll(forms(quaygate.dir().relativize(file).toString(), text));
                }
            }
        }
        return secrets;
    }

    private static Map<String, String> forms(String file, String pem)
            throws GeneralSecurityException {
        int begin = pem.indexOf("-----BEGIN PRIVATE KEY-----");
        assertThat(begin).as(file).isNotNegative();
        String body =
                pem.substring(pem.indexOf('\n', begin), pem.indexOf("-----END", begin))
                        .replaceAll("\\s", "");
        byte[] der = Base64.getDecoder().decode(body);
        var key =
                (ECPrivateKey)
                        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        byte[] scalar = unsigned(key.getS());
        String url = Base64.getUrlEncoder().withoutPadding().encodeToString(scalar);
        // The scalar stands in the middle of the encoding; the head is the same for all keys.
        return Map.of(
                file + " as PEM", body.substring(52, 84),
                file + " as JWK", url,
                file + " as hex", key.getS().toString(16),
                file + " as number", key.getS().toString(),
                file + " as array", Arrays.toString(scalar));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static Map<String, String> places(Quaygate quaygate) throws IOException {
        var places = new HashMap<String, String>();
        for (String path : DUMPS) {
            places.put(path, quaygate.admin().get(path).text());
        }
        String dump = DUMPS.stream().map(places::get).collect(Collectors.joining());
        assertThat(dump).contains("a.test", "eab.key");
        Path process = Path.of("/proc", String.valueOf(quaygate.pid()));
        places.put("command line", Files.readString(process.resolve("cmdline")));
        places.put("environment", Files.readString(process.resolve("environ")));
        places.put("log", quaygate.output());
        places.put("access log", Files.readString(quaygate.dir().resolve("access.log")));
        return places;
    }
}
