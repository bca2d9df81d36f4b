package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AdminTcp;
import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A5 A8 A9: what {@code check} finds, what the effective configuration is, where secrets are. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConfigXIT {
    private static final String SECRET = "s3cret-0123456789abcdef0123456789";

    private Path dir = Path.of(".");
    private Launcher launcher = new Launcher(dir, "");

    @BeforeEach
    void folder() {
        dir = Quaygate.temporaryFolder();
        launcher = new Launcher(dir, "unix:" + dir.resolve("admin.sock"));
    }

    private static final String THREE_PROBLEMS =
            """
            listen: {redirect: off}
            routes:
              - host: app.internal
                to: 3000
                helth: /healthz
              - host: slow.internal
                to: 3001
                timeouts: {response: 5 minutes}
              - {host: app.internal, to: nowhere}
            """;

    @Test
    void namesAllProblemsAtOnceWithTheirPlaces() throws IOException {
        Launcher.Result text = check(THREE_PROBLEMS);

        assertThat(text.exit()).as(text.all()).isEqualTo(3);
        assertThat(text.out())
                .contains(
                        "error[QG1004]: unknown key `helth`",
                        "quaygate.yaml:5:5",
                        "did you mean `health`?",
                        "error[QG1011]: `5 minutes` is not a duration",
                        "quaygate.yaml:8:26",
                        "error[QG1020]",
                        "quaygate.yaml:9:30",
                        "3 errors")
                .doesNotContain("Exception", "\u001b");
    }

    @Test
    void saysTheSameAsJsonAndAsLinesForEditors() throws IOException {
        Launcher.Result json = check(THREE_PROBLEMS, "--json");
        Launcher.Result gcc = launcher.run("check", "-c", "quaygate.yaml", "--format", "gcc");

        assertThat(json.exit()).isEqualTo(3);
        JsonNode all = JsonMapper.shared().readTree(json.out());
        assertThat(all.path("errors").asInt()).isEqualTo(3);
        assertThat(all.path("applied").asBoolean(true)).isFalse();
        JsonNode first = all.path("problems").path(0);
        assertThat(first.path("code").asString()).isEqualTo("QG1004");
        assertThat(first.path("line").asInt()).isEqualTo(5);
        assertThat(first.path("column").asInt()).isEqualTo(5);
        assertThat(first.path("endColumn").asInt()).isEqualTo(10);
        assertThat(first.path("path").asString()).isEqualTo("/routes/0/helth");
        assertThat(first.path("suggestion").asString()).isEqualTo("health");
        assertThat(gcc.exit()).isEqualTo(3);
        assertThat(gcc.out().lines())
                .hasSize(3)
                .allMatch(
                        line -> line.matches("quaygate\\.yaml:\\d+:\\d+: error: .* \\[QG\\d{4}]"));
        assertThat(gcc.out()).startsWith("quaygate.yaml:5:5: error: unknown key 'helth', did you mean 'health'? [QG1004]");
    }

    @Test
    void endsWith0ForAValidFileAndWith2ForAWrongCall() throws IOException {
        Launcher.Result good = check("routes:\n  - {host: app.internal, to: 3000}\n");

        assertThat(good.exit()).as(good.all()).isZero();
        assertThat(good.out()).contains("valid", "1 route");
        assertThat(dir.resolve("admin.sock")).doesNotExist();
        Launcher.Result format = launcher.run("check", "-c", "quaygate.yaml", "--format", "xml");
        assertThat(format.exit()).as(format.all()).isEqualTo(2);
        assertThat(format.err()).contains("`xml`", "json");
        Launcher.Result quiet = launcher.run("check", "-c", "quaygate.yaml", "--quiet");
        assertThat(quiet.out() + quiet.err()).isEmpty();
        Launcher.Result missing = launcher.run("check", "-c", "none.yaml");
        assertThat(missing.exit()).as(missing.all()).isEqualTo(3);
        assertThat(missing.out()).contains("QG1002", "none.yaml");
    }

    @Test
    void refusesToPublishItsOwnAdminEndpoint() throws IOException {
        Launcher.Result result =
                check(
                        """
                        admin: {listen: ['unix:%1$s/admin.sock', '127.0.0.1:2443']}
                        routes:
                          - {host: a.internal, to: 'unix:%1$s/admin.sock'}
                          - {host: b.internal, to: 'localhost:2443'}
                        """
                                .formatted(dir));

        assertThat(result.exit()).as(result.all()).isEqualTo(3);
        assertThat(result.out()).contains("quaygate.yaml:3:", "quaygate.yaml:4:", "2 errors");
        assertThat(result.out()).contains("our own admin endpoint");
    }

    @Test
    void locatesVariablesAndSecretsThatAreMissing() throws IOException {
        Launcher.Result result =
                check(
                        """
                        email: ${NOT_SET_ANYWHERE}
                        admin: {readToken: 'env:NOT_SET_EITHER'}
                        certificates:
                          issuers:
                            - {name: corp, url: 'https://ca.internal/dir', eab: {kid: k, key: 'file:absent.key'}}
                        routes:
                          - {host: '${ALSO_NOT_SET:-given.internal}', to: 3000}
                        """);

        assertThat(result.exit()).as(result.all()).isEqualTo(3);
        assertThat(result.out())
                .contains(
                        "error[QG1019]: variable `NOT_SET_ANYWHERE` is not set",
                        "quaygate.yaml:1:8",
                        "error[QG1026]: secret `env:NOT_SET_EITHER` is not set",
                        "quaygate.yaml:2:20",
                        "quaygate.yaml:5:71",
                        "absent.key",
                        "make the file",
                        "3 errors");
    }

    @Test
    void takesSecretsFromEnvironmentAndFilesAndShowsNone() throws IOException {
        Path key = dir.resolve("eab.key");
        Files.writeString(key, "bm9uZS1idXQtbG9uZy1lbm91Z2gtZm9yLWEta2V5LW9mLTMyLWJ5dGVz");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        String yaml =
                """
                admin: {listen: ['unix:@DIR@/admin.sock', '127.0.0.1:@ADMIN@'], token: 'file:@DIR@/admin.token', readToken: 'env:IT_READ_TOKEN'}
                certificates:
                  issuers:
                    - {name: corp, url: 'https://127.0.0.1:1/dir', eab: {kid: k, key: 'file:eab.key'}}
                routes:
                  - {name: one, host: '${IT_HOST}', tls: off, respond: {status: 200, body: one}}
                """;

        try (var quaygate =
                Quaygate.startIn(
                        dir, yaml, Map.of("IT_READ_TOKEN", SECRET, "IT_HOST", "env.internal"))) {
            assertThat(
                            new AdminTcp(quaygate.adminPort(), "127.0.0.1")
                                    .get("/v1/status", "Authorization: Bearer " + SECRET)
                                    .status())
                    .isEqualTo(200);
            String dump = quaygate.cli("config", "show").out();
            String origins = quaygate.cli("config", "show", "--effective").out();
            String json = quaygate.admin().get("/v1/config").text();

            assertThat(dump).contains("env:IT_READ_TOKEN", "env.internal");
            assertThat(origins).contains("# default", "/quaygate.yaml:", "from ${IT_HOST}");
            assertThat(List.of(dump, origins, json, quaygate.output()))
                    .allSatisfy(text ->
                            assertThat(text)
                                    .doesNotContain(
                                            SECRET,
                                            Files.readString(key),
                                            Files.readString(dir.resolve("admin.token")).strip()));
        }
    }

    @Test
    void startsFromItsOwnDumpAndDumpsTheSame() throws Exception {
        String yaml =
                """
                timeouts: {response: 7s, drain: 1s}
                pools:
                  app: {to: ['127.0.0.1:%1$d', 'unix:@DIR@/app.sock'], health: {path: /up, every: 5s}}
                routes:
                  - {name: app, host: ['app.internal', '*.w.internal'], path: /api/*, tls: internal, to: app, stripPrefix: /api}
                  - {name: gone, host: gone.internal, tls: off, redirect: {to: 'https://new.internal{path}', code: 308}}
                  - {name: odd, host: odd.internal, tls: off, respond: {status: 200, body: "# 'not' a \\"comment\\": no\\n", type: text/plain}}
                """
                        .formatted(FreePorts.one());
        String dump;
        String json;
        Quaygate again;
        try (var quaygate = Quaygate.startIn(dir, yaml)) {
            dump = quaygate.cli("config", "show").out();
            json = quaygate.admin().get("/v1/config").text();
            assertThat(dump).contains("response: 7s", "handshake: 10s");
            quaygate.terminate();
            quaygate.awaitExit(Duration.ofSeconds(10));
            again = quaygate.again(dump);
        }

        try (again) {
            assertThat(again.cli("config", "show").out()).isEqualTo(dump);
            assertThat(again.admin().get("/v1/config").text()).isEqualTo(json);
        }
    }

    private Launcher.Result check(String yaml, String... more) throws IOException {
        Files.writeString(dir.resolve("quaygate.yaml"), yaml);
        var arguments = new ArrayList<>(List.of("check", "-c", "quaygate.yaml"));
        arguments.addAll(List.of(more));
        return launcher.run(arguments.toArray(String[]::new));
    }
}
