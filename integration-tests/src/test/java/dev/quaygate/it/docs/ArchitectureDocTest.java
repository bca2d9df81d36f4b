package dev.quaygate.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages for people who read or run the program name only what is there. */
class ArchitectureDocTest {
    private static final Path ROOT = root();
    private static final Pattern SOURCE = Pattern.compile("`(\\w+\\.java)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern METRIC = Pattern.compile("quaygate_(\\w+)");
    private static final Pattern PATH =
            Pattern.compile(
                    "`((?:docs|build|packaging|config-samples|bench|app|proxy-core|acme)/[^` ]*)`");

    @Test
    void everySourceFileThatTheArchitectureNamesExists() throws IOException {
        Set<String> sources = sources();

        List<String> named = matches(SOURCE, "docs/architecture.md");

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(sources).containsAll(named);
    }

    @Test
    void everyLinkAndPathOfEveryPageLeadsSomewhere() throws IOException {
        List<Path> pages = pages();

        assertThat(pages).hasSizeGreaterThan(5);
        for (Path page : pages) {
            for (String link : matches(LINK, page.toString())) {
                assertThat(ROOT.resolve(page).resolveSibling(link)).as("link in %s", page).exists();
            }
            for (String path : matches(PATH, page.toString())) {
                assertThat(ROOT.resolve(path)).as("path in %s", page).exists();
            }
        }
    }

    @Test
    void everyMetricOfTheAlertRulesIsOneThatTheProgramHas() throws IOException {
        String program = text(sourceFiles());

        List<String> metrics = matches(METRIC, "packaging/alerts.yaml");

        assertThat(metrics).hasSizeGreaterThan(5);
        assertThat(metrics).allSatisfy(name -> assertThat(program).contains("\"" + name + "\""));
    }

    private static List<String> matches(Pattern pattern, String page) throws IOException {
        return pattern.matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .toList();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            Stream<Path> docs = files.filter(file -> file.toString().endsWith(".md"));
            Stream<Path> top =
                    Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve);
            return Stream.concat(docs, top).map(ROOT::relativize).toList();
        }
    }

    private static Set<String> sources() throws IOException {
        return sourceFiles().stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());
    }

    private static List<Path> sourceFiles() throws IOException {
        var found = new ArrayList<Path>();
        for (String module : List.of("proxy-core", "acme", "workers", "app")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(Files::isRegularFile).forEach(found::add);
            }
        }
        return found;
    }

    private static String text(List<Path> files) throws IOException {
        var text = new StringBuilder();
        for (Path file : files) {
            text.append(Files.readString(file));
        }
        return text.toString();
    }

    /** Maven runs tests in the module's folder, an editor often above it. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("docs/architecture.md"))
                ? here
                : Objects.requireNonNull(here.getParent());
    }
}
