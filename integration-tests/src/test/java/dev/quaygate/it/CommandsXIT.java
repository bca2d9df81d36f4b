package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Behaviours;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A4: every verb, what it prints, and its exit status. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class CommandsXIT {
    private static RecordingUpstream upstream;
    private static Quaygate quaygate;

    /** Calls with nothing behind them. */
    private static Launcher alone;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(Behaviours.named("app"));
        quaygate = Quaygate.start(yaml(""));
        Path dir = Quaygate.temporaryFolder();
        alone = new Launcher(dir, "unix:" + dir.resolve("admin.sock"));
    }

    private static String yaml(String more) {
        return """
        pools:
          app: {to: ['127.0.0.1:%1$d']}
        routes:
          - {name: app, host: app.internal, tls: internal, to: app}
          - {name: lost, host: lost.internal, tls: off, to: 'unix:@DIR@/none.sock'}
        """
                        .formatted(upstream.port())
                + more;
    }

    @AfterAll
    static void stop() {
        quaygate.close();
        upstream.close();
    }

    private static String good(String... arguments) {
        Launcher.Result result = quaygate.cli(arguments);
        assertThat(result.exit()).as(result.all()).isZero();
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    private static JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(good(arguments));
    }

    @Test
    void statusIsOneScreen() {
        String text = good("status");

        assertThat(text.lines()).hasSizeBetween(4, 6).allMatch(line -> line.length() <= 160);
        assertThat(text)
                .containsPattern(
                        "quaygate \\S+  up \\S+  revision \\d+ \\(\\d\\d:\\d\\d, \\w+\\)  ready  \\d+ loops?  \\d+ MiB\n")
                .containsPattern("\ncertificates  1 ok .*next: app\\.internal renews in ")
                .containsPattern("\nroutes 2   pools 2 \\(\\d of 2 endpoints healthy\\)\n")
                .containsPattern("\nlast hour  [0-9,]+ requests?  ");
        assertThat(json("status", "--json").path("state").asString()).isEqualTo("ready");
    }

    @Test
    void certsAreAListOrOneWithItsTimeline() {
        String list = good("certs");
        String one = good("certs", "app.internal");

        assertThat(list)
                .containsPattern("NAME +ISSUER +PROFILE +EXPIRES +RENEWS +STATE\n")
                .containsPattern(
                        "app\\.internal +internal +- +in 6d +\\d{4}-\\d\\d-\\d\\d +in .* ok\n");
        assertThat(one)
                .contains("serial", "serving", "next ", "timeline ", "issued")
                .doesNotContain("PRIVATE");
        assertThat(json("certs", "--json").path(0).path("names").path(0).asString())
                .isEqualTo("app.internal");
        assertThat(good("certs", "check")).isEqualTo(list);
    }

    @Test
    void certsRenewRenewsAndSaysSo() {
        String before = serial();

        assertThat(good("certs", "renew", "app.internal", "--force")).isNotBlank();

        assertThat(serial()).isNotEqualTo(before);
    }

    private static String serial() {
        return json("certs", "app.internal", "--json").path("serial").asString();
    }

    @Test
    void routesAndPoolsAreTables() {
        assertThat(good("routes"))
                .containsPattern("ROUTE +HOST +PATH +TO +REQUESTS +4XX +5XX\n")
                .containsPattern("app +app\\.internal +/\\* +app +\\d+ +0 +0\n");
        assertThat(good("pools"))
                .containsPattern("POOL +BALANCE +ENDPOINT +STATE +IN FLIGHT +REQUESTS +FAILED\n")
                .contains("127.0.0.1:" + upstream.port());
        assertThat(good("pools", "app")).doesNotContain("none.sock");
        assertThat(json("routes", "--json")).hasSize(2);
        assertThat(json("pools", "--json")).hasSize(2);
        assertThat(json("pools", "app", "--json").path("name").asString()).isEqualTo("app");
    }

    @Test
    void reloadTellsWhatItChanged() throws IOException {
        quaygate.edit(
                yaml("  - {name: new, host: new.internal, tls: off, respond: {status: 200}}\n"));

        assertThat(good("reload"))
                .containsPattern(
                        "^revision \\d+ active in \\d+ ms   \\+1 route .*kept \\d+ connections?, \\d+ websockets?   draining \\d+   cut 0");
        quaygate.edit(yaml(""));
        JsonNode back = json("reload", "--json");
        assertThat(back.path("applied").asBoolean()).isTrue();
        assertThat(back.path("cut").asInt(-1)).isZero();
        quaygate.edit(yaml("  - {host: bad.internal, to: 1, wrong: 1}\n"));
        Launcher.Result broken = quaygate.cli("reload");
        assertThat(broken.exit()).as(broken.all()).isEqualTo(3);
        assertThat(broken.all()).contains("QG1004", "was not changed");
        quaygate.edit(yaml(""));
    }

    @Test
    void whyTellsTheStoryOfAFailure() throws IOException {
        H1Response answer = H1Client.fetch(quaygate.http(), "lost.internal", "/cart");

        String story = good("why", answer.header("X-Request-Id"));

        assertThat(story)
                .contains(
                        "lost.internal/cart -> 502 " + answer.cause(),
                        "QG5",
                        "route ",
                        "tried",
                        "none.sock",
                        "next ");
        assertThat(json("why", answer.header("X-Request-Id"), "--json").toString())
                .contains("lost.internal");
        assertThat(quaygate.cli("why", "01AAAAAAAAAAAAAAAAAAAAAAAA").exit()).isEqualTo(1);
    }

    @Test
    void explainKnowsCodesCausesAndUrls() {
        assertThat(alone.run("explain", "QG1004").out()).startsWith("# QG1004").contains("Fix");
        assertThat(alone.run("explain", "no_route").out()).contains("QG5201");
        assertThat(alone.run("explain", "QG9999").exit()).isEqualTo(2);
        assertThat(good("explain", "https://app.internal/x"))
                .containsPattern("^app  \\S*quaygate\\.yaml:\\d+  to pool app")
                .contains("not:", "lost");
        for (String format : List.of("--no-color", "--json")) {
            Launcher.Result none = quaygate.cli("explain", "https://no.internal/", format);
            assertThat(none.exit()).as(none.all()).isEqualTo(1);
            assertThat(none.out()).contains("no_route");
        }
    }

    @Test
    void versionConfigTrustAndCheckAnswerOnStandardOutput() {
        assertThat(good("version")).matches("quaygate \\S+  java \\S+\\R");
        assertThat(json("version", "--json").path("version").asString()).isNotBlank();
        assertThat(good("config", "show")).startsWith("version: 1\n").contains("app.internal");
        assertThat(json("config", "show", "--json").path("routes")).hasSize(2);
        assertThat(
                        JsonMapper.shared()
                                .readTree(alone.run("config", "schema").out())
                                .path("$schema")
                                .asString())
                .contains("json-schema.org");
        assertThat(good("trust", "--print")).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(good("check", "-c", quaygate.config().toString())).contains("valid");
    }

    @Test
    void endsWith5WhenNothingRuns() {
        for (List<String> call :
                List.of(
                        List.of("status"),
                        List.of("reload", "--json"),
                        List.of("certs", "check"),
                        List.of("routes"),
                        List.of("config", "show"),
                        List.of("trust", "--print"),
                        List.of("explain", "https://app.internal/"),
                        List.of("--admin", "http://127.0.0.1:1", "pools"))) {
            Launcher.Result result = alone.run(call.toArray(String[]::new));
            assertThat(result.exit()).as("%s %s", call, result.all()).isEqualTo(5);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("QG4001").doesNotContain("Exception");
        }
    }

    @Test
    void endsWith2AndASuggestionForAWrongCall() {
        suggests("quaygate status", "stauts");
        suggests("--json", "routes", "--jsno");
        suggests("quaygate certs renew", "certs", "renew");
        suggests("quaygate", "explain");
    }

    private static void suggests(String suggestion, String... call) {
        Launcher.Result result = alone.run(call);
        assertThat(result.exit()).as(result.all()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(suggestion);
    }

    @Test
    void endsWith1ForWhatDoesNotExist() {
        Launcher.Result pool = quaygate.cli("pools", "none");
        Launcher.Result certificate = quaygate.cli("certs", "none.example", "--json");

        assertThat(pool.exit()).as(pool.all()).isEqualTo(1);
        assertThat(pool.err()).contains("error[QG4007]", "`none`");
        assertThat(certificate.exit()).as(certificate.all()).isEqualTo(1);
        assertThat(JsonMapper.shared().readTree(certificate.out()).path("code").asString())
                .isEqualTo("QG4007");
    }

    @Test
    void runEndsWith3ForABadFileAndWith4ForATakenPort() throws IOException {
        Path folder = Quaygate.temporaryFolder();
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, "routes:\n  - {host: app.internal, too: 1}\n");
        Launcher.Result bad = alone.run("run", "-c", file.toString());
        assertThat(bad.exit()).as(bad.all()).isEqualTo(3);
        assertThat(bad.err()).contains("QG1004", "Nothing is running.");

        Files.writeString(
                file,
                """
                listen: {http: ['127.0.0.1:%1$d'], https: off}
                admin: {listen: ['unix:%2$s/other.sock'], token: 'file:%2$s/admin.token'}
                storage: {file: '%2$s/state'}
                routes:
                  - {host: app.internal, tls: off, respond: {status: 200}}
                """
                        .formatted(quaygate.http(), folder));
        Launcher.Result taken = alone.run("run", "-c", file.toString());
        assertThat(taken.exit()).as(taken.all()).isEqualTo(4);
        assertThat(taken.err()).contains("QG2002", "127.0.0.1:" + quaygate.http());
    }

    @Test
    void proxyChecksItsWordsAndOverwritesNoFile() throws IOException {
        Path file = Files.writeString(Quaygate.temporaryFolder().resolve("mine.yaml"), "mine");
        Launcher.Result exists =
                alone.run("proxy", "app.internal", "3000", "--save", file.toString());
        assertThat(exists.exit()).as(exists.all()).isEqualTo(7);
        assertThat(Files.readString(file)).isEqualTo("mine");

        Launcher.Result bad = alone.run("proxy", "not a host", "3000");
        assertThat(bad.exit()).as(bad.all()).isEqualTo(3);
        assertThat(bad.err()).contains("QG1015", "not a host", "Nothing is running.");
        assertThat(alone.run("proxy", "app.internal").exit()).isEqualTo(2);
    }
}
