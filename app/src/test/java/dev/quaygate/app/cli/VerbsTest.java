package dev.quaygate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments, exit statuses and where output goes (A4, A5). */
class VerbsTest {
    private static final Stores NO_STORES =
            (_, _, _) -> {
                throw new AssertionError("no store here");
            };

    @TempDir Path dir;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> served = new ArrayList<>();

    @Test
    void wrongUsageEndsWith2AndSuggests() {
        assertThat(run("relaod")).isEqualTo(2);
        assertThat(err()).contains("reload");
        assertThat(out()).isEmpty();

        assertThat(run("status", "--jsno")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("certs", "renew")).isEqualTo(2);
        assertThat(run("explain", "nonsense")).isEqualTo(2);
        assertThat(run("why")).isEqualTo(2);
    }

    @Test
    void helpIsDataAndEndsWith0() {
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("run", "check", "reload", "status", "certs", "--admin");
        assertThat(run("certs", "renew", "--help")).isZero();
        assertThat(err()).isEmpty();
    }

    @Test
    void checkEndsWith0Or3AndTouchesNothing() throws IOException {
        Path good = file("routes: [{host: a.example.com, to: 3000}]\n");
        assertThat(run("check", "-c", good.toString())).isZero();
        assertThat(out()).contains("valid   1 route, 1 pool, 1 certificate");

        Path bad = file("routes: [{host: a.example.com, tow: 3000}]\n");
        assertThat(run("-c", bad.toString(), "check", "--json")).isEqualTo(3);
        assertThat(out()).contains("\"code\":\"QG1004\"", "\"applied\":false");
        assertThat(run("check", "--quiet", "-c", bad.toString())).isEqualTo(3);
        assertThat(out()).isEmpty();
        assertThat(run("check", "-c", dir.resolve("none.yaml").toString())).isEqualTo(3);
        assertThat(run("check", "--format", "xml", "-c", good.toString())).isEqualTo(2);
    }

    @Test
    void missingConfigurationNamesEachPlace() {
        environment.put("HOME", dir.toString());

        assertThat(run("run")).isEqualTo(3);

        assertThat(err()).contains("QG1002", "quaygate.yaml", "/etc/quaygate");
        assertThat(served).isEmpty();
    }

    @Test
    void takesTheConfigurationByFlagBeforeEnvironmentBeforePlaces() throws IOException {
        Files.writeString(dir.resolve("quaygate.yaml"), "");
        assertThat(run("run")).isZero();
        environment.put("QUAYGATE_CONFIG", "by-environment.yaml");
        assertThat(run("run")).isZero();
        assertThat(run("run", "-c", "by-flag.yaml")).isZero();

        assertThat(served)
                .containsExactly(
                        "quaygate.yaml null", "by-environment.yaml null", "by-flag.yaml null");
    }

    @Test
    void proxyServesTheSmallestConfiguration() {
        assertThat(run("proxy", "app.example.com", "3000", "3001")).isZero();
        assertThat(run("proxy", "*.internal", "host:80")).isZero();

        assertThat(served)
                .containsExactly(
                        "(command line) routes:\n  - host: app.example.com\n    to: [3000, 3001]\n",
                        "(command line) routes:\n  - host: \"*.internal\"\n    to: host:80\n");
    }

    @Test
    void unreachableAdminEndsWith5AndSaysWhere() {
        environment.put("QUAYGATE_ADMIN", "unix:" + dir.resolve("none.sock"));

        for (String verb : List.of("status", "reload", "certs", "routes", "pools")) {
            assertThat(run(verb)).as(verb).isEqualTo(5);
            assertThat(err()).contains("QG4001", "none.sock");
        }
        assertThat(run("trust", "--print")).isEqualTo(5);
        assertThat(run("why", "01JD9X4T7N")).isEqualTo(5);
        assertThat(run("status", "--admin", "nowhere")).isEqualTo(2);
    }

    @Test
    void versionIsTheOneOfTheBuild() {
        assertThat(run("version")).isZero();
        assertThat(out()).startsWith("quaygate 9.9.9  java 25");
        assertThat(run("version", "--json")).isZero();
        assertThat(out()).startsWith("{\"version\":\"9.9.9\"");
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        var terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment,
                        dir);
        Serve serve =
                (file, text, _) -> {
                    served.add(file + " " + text);
                    return 0;
                };
        return new Verbs(terminal, serve, NO_STORES, "9.9.9").run(arguments);
    }

    private Path file(String yaml) throws IOException {
        Path file = Files.createTempFile(dir, "q", ".yaml");
        return Files.writeString(file, yaml);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
