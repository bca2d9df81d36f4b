package dev.quaygate.it.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.cli.Terminal;
import dev.quaygate.app.cli.Verbs;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Length;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A5: the samples with one fault each. {@code check} accepts none of them, names file, line and
 * column of every problem and the word that was meant, and neither starts nor writes anything.
 *
 * <p>All of them go to the verb in this process; some, in the full form 200, to a process each.
 */
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class ConfigMutationsXIT {
    private static final long SEED = Long.getLong("quaygate.it.seed", 20261129);
    private static final int AT_LEAST = 200;
    private static final int PROCESSES = Length.of(6, AT_LEAST);

    private static Path folder;
    private static List<Mutation> mutations;

    @BeforeAll
    static void mutate() throws IOException {
        folder = Samples.copyInto(Quaygate.temporaryFolder());
        var random = new Random(SEED);
        mutations = new ArrayList<>();
        for (Path sample : samples()) {
            mutations.addAll(Mutations.of(GoodFile.read(sample), random));
        }
        Collections.shuffle(mutations, random);
    }

    private static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @Test
    void samplesAreGoodAsLongAsNobodyTouchesThem() throws IOException {
        for (Path sample : samples()) {
            Checked good = check(sample);
            assertThat(good.exit).as("%s: %s", sample, good.out).isZero();
        }
    }

    @Test
    void everyMutationIsRefusedWhereItStands() throws IOException {
        Set<String> kinds =
                mutations.stream()
                        .map(Mutation::kind)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(mutations).hasSizeGreaterThanOrEqualTo(AT_LEAST);
        assertThat(kinds).as("kinds").hasSizeGreaterThanOrEqualTo(18);
        Set<String> before = tree(folder);
        var faults = new ArrayList<String>();
        for (Mutation mutation : mutations) {
            Path broken = Files.writeString(mutated(mutation), mutation.text());
            Checked checked = check(broken);
            Files.delete(broken);
            if (!isSaid(mutation, broken, checked)) {
                faults.add(mutation.shown() + checked.out);
            }
        }
        assertThat(faults).as("seed %d", SEED).isEmpty();
        assertThat(tree(folder)).as("files that came or went").isEqualTo(before);
        System.out.printf("seed %d: %d mutations, %s%n", SEED, mutations.size(), kinds);
    }

    @Test
    void theProgramItselfSaysTheSameAndLeavesNothingBehind() throws IOException {
        Path outputs = Quaygate.temporaryFolder();
        Path socket = outputs.resolve("admin.sock");
        var launcher = new Launcher(outputs, "unix:" + socket, Samples.ENVIRONMENT);
        Set<String> before = tree(folder);
        for (Mutation mutation : mutations.subList(0, PROCESSES)) {
            Path broken = Files.writeString(mutated(mutation), mutation.text());
            Launcher.Result result =
                    launcher.run("check", "--json", "--all", "-c", broken.toString());
            Files.delete(broken);

            assertThat(result.err()).as(mutation.shown()).isEmpty();
            assertThat(isSaid(mutation, broken, new Checked(result.exit(), result.out())))
                    .as("seed %d: %s%s", SEED, mutation.shown(), result.all())
                    .isTrue();
        }
        assertThat(socket).doesNotExist();
        assertThat(tree(folder)).as("files that came or went").isEqualTo(before);
        System.out.printf("seed %d: %d of them by a process each%n", SEED, PROCESSES);
    }

    private static Path mutated(Mutation mutation) {
        return mutation.file().resolveSibling("mutated-" + mutation.file().getFileName());
    }

    private static boolean isSaid(Mutation mutation, Path broken, Checked checked) {
        JsonNode all = JsonMapper.shared().readTree(checked.out);
        List<JsonNode> problems = all.path("problems").valueStream().toList();
        return checked.exit == 3
                && all.path("errors").asInt() > 0
                && !all.path("applied").asBoolean(true)
                && problems.stream().allMatch(problem -> isLocated(problem, broken))
                && problems.stream().anyMatch(problem -> is(mutation.expected(), problem));
    }

    private static boolean isLocated(JsonNode problem, Path broken) {
        return problem.path("file").asString().equals(broken.toString())
                && problem.path("line").asInt() > 0
                && problem.path("column").asInt() > 0
                && problem.path("code").asString().matches("QG[0-9]{4}")
                && !problem.path("message").asString().isBlank();
    }

    private static boolean is(Mutation.Expected expected, JsonNode problem) {
        String suggestion = problem.path("suggestion").asString("");
        return problem.path("severity").asString().equals("error")
                && (expected.code().isEmpty()
                        || problem.path("code").asString().equals(expected.code()))
                && (expected.line() == 0 || problem.path("line").asInt() == expected.line())
                && (expected.column() == 0 || problem.path("column").asInt() == expected.column())
                && (expected.suggestion().isEmpty() || suggestion.equals(expected.suggestion()));
    }

    private record Checked(int exit, String out) {}

    /** The verb, in this process; whoever serves or opens a store fails the test. */
    private static Checked check(Path file) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Samples.ENVIRONMENT,
                        folder);
        var verbs =
                new Verbs(
                        terminal,
                        (_, _, _) -> {
                            throw new AssertionError("check serves");
                        },
                        (_, _, _) -> {
                            throw new AssertionError("check opens a store");
                        },
                        "test");
        int exit = verbs.run("check", "--json", "--all", "-c", file.toString());
        assertThat(err.toString(StandardCharsets.UTF_8)).as("%s", file).isEmpty();
        return new Checked(exit, out.toString(StandardCharsets.UTF_8));
    }

    private static Set<String> tree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
