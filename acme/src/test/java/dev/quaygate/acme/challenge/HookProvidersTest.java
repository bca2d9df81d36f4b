package dev.quaygate.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.quaygate.acme.dns.AuthoritativeDns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs and services of the user get exactly what lego, certbot and acme.sh give them: C4. */
final class HookProvidersTest {
    private static final TxtRecord TXT =
            new TxtRecord(
                    "ex.test",
                    "_acme-challenge.ex.test",
                    "ex.test",
                    "the-value",
                    "tok.thumb",
                    Duration.ofMinutes(1));

    @TempDir private Path directory;

    @Test
    void aProgramGetsTheArgumentsOfLegoAndTheVariablesOfCertbot() throws Exception {
        Path program =
                program(
                        """
                        echo "$@" "$CERTBOT_DOMAIN $CERTBOT_VALIDATION $CERTBOT_AUTH_OUTPUT"
                        """);
        TxtWriter writer = open("exec", Map.of("exec", program.toString()));

        assertThat(writer.present(TXT))
                .isEqualTo("present _acme-challenge.ex.test. the-value ex.test the-value");
        assertThat(writer.remove(TXT))
                .isEqualTo(
                        "cleanup _acme-challenge.ex.test. the-value ex.test the-value"
                                + " present _acme-challenge.ex.test. the-value ex.test the-value");
    }

    @Test
    void inRawModeAProgramGetsTokenAndKeyAuthorization() throws Exception {
        TxtWriter writer =
                open("exec", Map.of("exec", program("echo \"$@\"").toString(), "mode", "RAW"));

        assertThat(writer.present(TXT)).isEqualTo("present -- ex.test tok tok.thumb");
    }

    @Test
    void aProgramGetsItsVariablesAndTheirValuesAreNeverShown() throws Exception {
        Path program = program("echo \"token is $API_TOKEN\"; exit 3");
        TxtWriter writer =
                open("exec", Map.of("exec", program.toString(), "env.API_TOKEN", "s3cret-token"));

        assertThatThrownBy(() -> writer.present(TXT))
                .isInstanceOf(IOException.class)
                .hasMessage(program + " ended with 3: token is •••");
    }

    @Test
    void aProgramThatDoesNotEndIsKilledWithItsChildren() throws Exception {
        Path pid = directory.resolve("pid");
        Path program = program("sleep 600 & echo $! > " + pid + "; wait");
        TxtWriter writer =
                open(
                        "exec",
                        new ProviderOptions(
                                Map.of("exec", program.toString()), Duration.ofMillis(500)));

        assertThatThrownBy(() -> writer.present(TXT)).hasMessageContaining("was killed after 0 s");
        long child = Long.parseLong(Files.readString(pid).strip());
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (runs(child) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(runs(child)).isFalse();
    }

    @Test
    void aScriptOfAcmeShIsCalledWithTheFunctionsThatItNeeds() throws Exception {
        Files.createDirectories(directory.resolve("dnsapi"));
        Files.writeString(
                directory.resolve("acme.sh"),
                """
                _info() { echo "info: $*"; }
                _initpath() { ACCOUNT="$LE_CONFIG_HOME"; }
                showhelp() { echo usage; }
                main() { [ -z "$1" ] && showhelp && return; "$@"; }
                main "$@"
                """);
        Files.writeString(
                directory.resolve("dnsapi/dns_fake.sh"),
                """
                dns_fake_add() { _info "add $1 $2 $FAKE_Id"; [ -n "$ACCOUNT" ]; }
                dns_fake_rm() { _info "rm $1 $2"; return 1; }
                """);
        TxtWriter writer =
                open(
                        "acmesh",
                        Map.of(
                                "acmesh",
                                "dns_fake",
                                "home",
                                directory.toString(),
                                "env.FAKE_Id",
                                "me"));

        assertThat(writer.present(TXT)).isEqualTo("info: add _acme-challenge.ex.test the-value me");
        assertThatThrownBy(() -> writer.remove(TXT)).hasMessageContaining("ended with 1");
    }

    @Test
    void aServiceGetsTheRequestsOfLego() throws Exception {
        var seen = new ArrayList<String>();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    String user = exchange.getRequestHeaders().getFirst("Authorization");
                    seen.add(exchange.getRequestURI() + " " + user + " " + body);
                    exchange.sendResponseHeaders(body.contains("keyAuth") ? 500 : 200, -1);
                    exchange.close();
                });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
            var options = new HashMap<>(Map.of("httpreq", url, "username", "u", "password", "p"));
            TxtWriter writer = open("httpreq", options);
            writer.present(TXT);
            writer.remove(TXT);
            options.put("mode", "raw");
            TxtWriter raw = open("httpreq", options);

            assertThatThrownBy(() -> raw.present(TXT)).hasMessageContaining("answers 500");
        } finally {
            server.stop(0);
        }
        String body = "{\"fqdn\":\"_acme-challenge.ex.test.\",\"value\":\"the-value\"}";
        assertThat(seen)
                .isEqualTo(
                        List.of(
                                "/hook/present Basic dTpw " + body,
                                "/hook/cleanup Basic dTpw " + body,
                                "/hook/present Basic dTpw {\"domain\":\"ex.test\","
                                        + "\"token\":\"tok\",\"keyAuth\":\"tok.thumb\"}"));
    }

    /** A killed process that nobody has collected yet has no command any more. */
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
    }

    private Path program(String script) throws IOException {
        Path file = directory.resolve("hook.sh");
        Files.writeString(file, "#!/bin/sh\n" + script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static TxtWriter open(String word, Map<String, String> values) {
        return open(word, new ProviderOptions(values, Duration.ofSeconds(20)));
    }

    private static TxtWriter open(String word, ProviderOptions options) {
        return DnsProviders.find(word).orElseThrow().open(options, dns());
    }

    private static AuthoritativeDns dns() {
        return new FakeDns().view();
    }
}
