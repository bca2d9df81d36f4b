package dev.quaygate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A4: the list of verbs, by the verbs themselves, against what is promised of each; and the admin
 * endpoint's operations against the verbs.
 */
final class VerbTableTest {
    /** Asked by machines that look after us, in their own form. */
    private static final Set<String> PROBES = Set.of("healthz", "readyz", "metrics");

    private static final List<String> ROUTING =
            List.of("Router", "AppsResource", "CertificatesResource");

    /** What is compared with a part of a path: labels of a switch, and the like. */
    private static final Pattern CASE = Pattern.compile("case (\"[^\"]+\"(?:,\\s*\"[^\"]+\")*)");

    private static final Pattern COMPARED =
            Pattern.compile("(?:last\\.equals|last\\.endsWith|name\\.equals)\\(\"([^\"]+)\"\\)");
    private static final Pattern STREAM = Pattern.compile("List\\.of\\(\"v1\", \"([^\"]+)\"\\)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]+)\"");

    @Test
    void everyVerbHasFactsAndAllFactsAreOfAVerb() {
        Set<String> promised = new TreeSet<>();
        VerbTable.ALL.forEach(facts -> promised.add(facts.verb()));

        assertThat(promised).hasSameSizeAs(VerbTable.ALL).isEqualTo(verbs().keySet());
    }

    @Test
    void everyHelpSaysWhatTheVerbDoesAndHowItMayEnd() {
        verbs().forEach((verb, spec) -> {
            String help = spec.commandLine().getUsageMessage();

            assertThat(spec.usageMessage().description()).as(verb).isNotEmpty();
            assertThat(help).as(verb).contains("Exit statuses:", "0   done", "2   wrong usage");
        });
    }

    @Test
    void everyVerbTakesJsonOrSaysWhyNot() {
        verbs().forEach((verb, spec) -> {
            assertThat(spec.findOption("--json")).as(verb).isNotNull();
            if (VerbTable.of(verb).orElseThrow().json() instanceof VerbFacts.Json.None(var why)) {
                assertThat(why).as(verb).isNotBlank();
            }
        });
    }

    @Test
    void everyOperationOfTheAdminEndpointHasAVerb() throws IOException {
        Set<String> routed = routed();
        Set<String> asked = asked();

        assertThat(routed).hasSizeGreaterThan(25);
        assertThat(asked).as("verbs without an operation").isSubsetOf(routed);
        routed.removeAll(PROBES);
        assertThat(routed).as("operations without a verb").isSubsetOf(asked);
    }

    /** Verbs that do something by themselves; groups do not. */
    private static Map<String, CommandSpec> verbs() {
        var verbs = new TreeMap<String, CommandSpec>();
        collect(CommandReference.model(), "", verbs);
        return verbs;
    }

    private static void collect(CommandSpec spec, String path, Map<String, CommandSpec> verbs) {
        if (spec.userObject() instanceof Callable<?>) {
            verbs.put(path, spec);
        }
        spec.subcommands()
                .forEach((name, below) ->
                        collect(
                                below.getCommandSpec(),
                                path.isEmpty() ? name : path + " " + name,
                                verbs));
    }

    /** Every word by which the admin endpoint tells one operation from another. */
    private static Set<String> routed() throws IOException {
        var words = new TreeSet<String>();
        for (String name : ROUTING) {
            String source = Files.readString(admin().resolve(name + ".java"));
            CASE.matcher(source)
                    .results()
                    .flatMap(labels -> WORD.matcher(labels.group(1)).results())
                    .forEach(word -> words.add(word.group(1)));
            for (Pattern pattern : List.of(COMPARED, STREAM)) {
                pattern.matcher(source).results().forEach(word -> words.add(word.group(1)));
            }
        }
        var parts = new TreeSet<String>();
        words.forEach(word -> parts.addAll(parts(word)));
        return parts;
    }

    private static Set<String> asked() {
        var parts = new TreeSet<String>();
        for (VerbFacts facts : VerbTable.ALL) {
            for (String operation : facts.operations()) {
                String path = operation.substring(operation.indexOf("/v1/") + 4);
                List.of(path.split("/", -1)).forEach(part -> parts.addAll(parts(part)));
            }
        }
        return parts;
    }

    /** {@code certificates:prune} is two words, {@code {}:renew} is one. */
    private static Set<String> parts(String segment) {
        var parts = new TreeSet<>(List.of(segment.split(":", -1)));
        parts.removeAll(List.of("", "{}"));
        return parts;
    }

    private static Path admin() {
        Path inside = Path.of("src/main/java/dev/quaygate/app/admin");
        return Files.exists(inside) ? inside : Path.of("app").resolve(inside);
    }
}
