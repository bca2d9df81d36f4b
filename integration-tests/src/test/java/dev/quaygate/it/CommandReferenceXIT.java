package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.cli.OpenStore;
import dev.quaygate.app.cli.Terminal;
import dev.quaygate.app.cli.Verbs;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A4: every command that the reference lists keeps what the reference says of it: one JSON document
 * with {@code --json}, and one of its exit statuses.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class CommandReferenceXIT {
    private static final JsonMapper STRICT =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** `VERB ARGUMENTS` | does | exits | json | operations. */
    private static final Pattern ROW =
            Pattern.compile(
                    "\\| `([a-z -]+?)(?: [\\[A-Z][^`]*)?` \\| (.+?) \\| ([0-9 ]+) \\| (yes|no: .+?) \\| .*");

    /** They would change trust stores of this machine; TrustCommand has tests of its own. */
    private static final Set<String> NOT_HERE = Set.of("trust", "untrust");

    /** They open the store themselves, which only the whole program can. */
    private static final Set<String> BY_PROCESS =
            Set.of("storage fsck", "storage export", "storage import");

    /** What stands behind a verb that needs more; an app is asked for that nobody has. */
    private static final Map<String, List<String>> ARGUMENTS =
            Map.ofEntries(
                    Map.entry("check", List.of("-c", "@DIR@/quaygate.yaml")),
                    Map.entry("certs renew", List.of("app.internal", "--force")),
                    Map.entry("certs revoke", List.of("app.internal")),
                    Map.entry("certs forget", List.of("app.internal")),
                    Map.entry("certs change-key", List.of("none")),
                    Map.entry("certs preflight", List.of("app.internal")),
                    Map.entry("certs dns-record", List.of("app.internal")),
                    Map.entry("apps restart", List.of("none")),
                    Map.entry("apps start", List.of("none")),
                    Map.entry("apps stop", List.of("none")),
                    Map.entry("apps scale", List.of("none", "1")),
                    Map.entry("apps deploy", List.of("none", "--release", "@DIR@")),
                    Map.entry("apps rollback", List.of("none")),
                    Map.entry("apps logs", List.of("none")),
                    Map.entry("apps prestart", List.of("none")),
                    Map.entry("apps advise", List.of("none")),
                    Map.entry("why", List.of("01AAAAAAAAAAAAAAAAAAAAAAAA")),
                    Map.entry("explain", List.of("QG1004")),
                    Map.entry("storage fsck", List.of("-c", "@DIR@/quaygate.yaml")),
                    Map.entry(
                            "storage export",
                            List.of("@DIR@/all.tar", "-c", "@DIR@/quaygate.yaml")),
                    Map.entry(
                            "storage import",
                            List.of("@DIR@/all.tar", "-c", "@DIR@/quaygate.yaml")));

    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        quaygate =
                Quaygate.start(
                        """
                        routes:
                          - {name: app, host: app.internal, tls: internal, respond: {status: 200}}
                        """);
    }

    @AfterAll
    static void stop() {
        quaygate.close();
    }

    private record Row(String verb, Set<Integer> exits, boolean json) {}

    @Test
    void everyCommandKeepsWhatTheReferenceSaysOfIt() throws IOException {
        List<Row> rows = rows();
        assertThat(rows).hasSizeGreaterThan(40);
        var seen = new TreeMap<String, Integer>();
        for (Row row : rows) {
            if (!row.json || NOT_HERE.contains(row.verb) || row.verb.equals("events")) {
                continue;
            }
            Launcher.Result result = call(row.verb);
            assertThat(row.exits).as("%s: %s", row.verb, result.all()).contains(result.exit());
            assertThat(STRICT.readTree(result.out()).isMissingNode())
                    .as("%s: %s", row.verb, result.all())
                    .isFalse();
            seen.put(row.verb, result.exit());
        }
        System.out.println(seen.size() + " commands answered in JSON, by exit status: " + seen);
    }

    @Test
    void eventsAreAnObjectALine() throws IOException {
        var out = new ByteArrayOutputStream();
        Thread reader = Thread.startVirtualThread(() -> verb(out, out, "events", "--json"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    quaygate.reload();
                    return out.toString(StandardCharsets.UTF_8).lines().count() > 1;
                });

        String first = out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        JsonNode event = STRICT.readTree(first);
        assertThat(event.isObject()).as(first).isTrue();
        assertThat(reader.isAlive()).isTrue(); // until the program ends
    }

    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "reference.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                var exits = List.of(row.group(3).split(" ", -1));
                rows.add(
                        new Row(
                                row.group(1),
                                Set.copyOf(exits.stream().map(Integer::valueOf).toList()),
                                row.group(4).equals("yes")));
            }
        }
        return rows;
    }

    private static Launcher.Result call(String verb) {
        var words = new ArrayList<>(List.of(verb.split(" ", -1)));
        ARGUMENTS.getOrDefault(verb, List.of()).stream()
                .map(word -> word.replace("@DIR@", quaygate.dir().toString()))
                .forEach(words::add);
        words.add("--json");
        String[] arguments = words.toArray(String[]::new);
        if (BY_PROCESS.contains(verb)) {
            return quaygate.cli(arguments);
        }
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = verb(out, err, arguments);
        return new Launcher.Result(
                exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A verb in this process: it asks the running one like any other. */
    private static int verb(
            ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
        var terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of("QUAYGATE_ADMIN", "unix:" + quaygate.adminSocket()),
                        quaygate.dir());
        return new Verbs(terminal, (_, _, _) -> 1, CommandReferenceXIT::noStore, "test")
                .run(arguments);
    }

    private static OpenStore noStore(Path file, Map<String, String> environment, boolean writes) {
        throw new AssertionError("a verb opened a store for " + file);
    }
}
