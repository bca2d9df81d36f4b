package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.cli.CommandReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages about keys and codes are those of the program. */
final class DocumentationTest {
    private static final Pattern CODE = Pattern.compile("\"(QG[0-9]{4})\"");

    @Test
    void referenceIsWhatTheTablesOfKeysAndOfVerbsSay() throws IOException {
        Path page = Samples.ROOT.resolve("docs/reference.md");
        String written = ReferenceWriter.write() + CommandReference.write();
        if (Boolean.getBoolean("quaygate.write")) {
            Files.writeString(page, written);
        }

        assertThat(Samples.text(page))
                .as("run the test with -Dquaygate.write=true to write it again")
                .isEqualTo(written);
    }

    @Test
    void everyCodeThatIsEmittedHasAPageThatExplainPrints() throws IOException {
        Set<String> codes = emitted();

        assertThat(codes).hasSizeGreaterThan(20);
        assertThat(codes)
                .allSatisfy(code ->
                        assertThat(Explanations.of(code))
                                .hasValueSatisfying(page ->
                                        assertThat(page)
                                                .startsWith("# " + code + " ")
                                                .contains("**Cause.**", "**Fix.**", "Example:")));
    }

    @Test
    void everyPageIsAboutACodeThatIsEmittedOrBelongsToAnotherArea() throws IOException {
        Set<String> pages = new TreeSet<>();
        try (Stream<Path> files = Files.list(Samples.ROOT.resolve("docs/errors"))) {
            files.map(file -> file.getFileName().toString().replace(".md", ""))
                    .filter(code -> code.startsWith("QG1"))
                    .forEach(pages::add);
        }

        assertThat(emitted()).containsAll(pages);
    }

    @Test
    void explanationOfAnUnknownCodeIsEmpty() {
        assertThat(Explanations.of("QG1099")).isEmpty();
        assertThat(Explanations.of("../secret")).isEmpty();
        assertThat(Explanations.of("qg1004")).isPresent();
    }

    private static Set<String> emitted() throws IOException {
        Set<String> codes = new TreeSet<>();
        Path sources = Samples.ROOT.resolve("app/src/main/java/dev/quaygate/app/config");
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Samples::text)
                    .flatMap(text -> CODE.matcher(text).results())
                    .forEach(match -> codes.add(match.group(1)));
        }
        return codes;
    }
}
