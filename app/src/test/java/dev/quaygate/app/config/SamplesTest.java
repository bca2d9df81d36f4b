package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.ProblemPrinter;
import dev.quaygate.app.config.source.ProblemPrinter.Format;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample loads, every invalid one says exactly what it promises, and the schema agrees. */
final class SamplesTest {
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(SchemaWriter.write(), InputFormat.JSON);

    /** What a schema can see: keys, shapes, forms of values. */
    private static final Set<String> SEEN_BY_SCHEMA =
            Set.of(
                    "QG1004-unknown-key",
                    "QG1004-foreign-word",
                    "QG1004-app-words",
                    "QG1008-app-command",
                    "QG1017-app-words",
                    "QG1004-not-in-this-version",
                    "QG1004-misspelt-secret",
                    "QG1006-anchor-and-alias",
                    "QG1007-text-for-number",
                    "QG1007-bool",
                    "QG1007-list-for-mapping",
                    "QG1007-nothing",
                    "QG1008-missing",
                    "QG1011-duration",
                    "QG1012-size",
                    "QG1013-rate",
                    "QG1016-path",
                    "QG1017-not-one-of",
                    "QG1018-out-of-range");

    static List<Path> samples() {
        return Stream.concat(
                        Samples.in(Samples.DIRECTORY).stream(),
                        Samples.in(Samples.DIRECTORY.resolve("conf.d")).stream())
                .toList();
    }

    static List<Path> invalid() {
        return Samples.in(Samples.INVALID);
    }

    static List<Path> typeErrors() {
        return invalid().stream()
                .filter(file -> SEEN_BY_SCHEMA.contains(name(file).replace(".yaml", "")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleLoadsWithoutAnError(Path file) {
        Loaded loaded = ConfigLoader.load(ConfigRequest.of(file, Samples.ENVIRONMENT));

        assertThat(loaded).as(printed(loaded)).isInstanceOf(Loaded.Good.class);
        assertThat(loaded.problems()).noneMatch(Problem::isError);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleFitsTheSchema(Path file) {
        assertThat(SCHEMA.validate(Samples.text(file), InputFormat.YAML)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void invalidSampleSaysExactlyWhatItPromises(Path file) {
        String promised =
                Samples.text(file)
                        .lines()
                        .takeWhile(line -> line.startsWith("# expect:") || line.startsWith("#|"))
                        .skip(1)
                        .map(line -> line.equals("#|") ? "" : line.substring(3))
                        .collect(Collectors.joining("\n"));

        Loaded loaded = ConfigLoader.load(ConfigRequest.of(file, Map.of()));

        assertThat(printed(loaded).replace(file.getParent() + "/", "")).startsWith(promised + "\n");
        assertThat(promised).contains(name(file).substring(0, 6));
        assertThat(promised.lines().filter(line -> line.contains("[QG")))
                .hasSameSizeAs(loaded.problems());
        boolean warning = promised.startsWith("warning");
        assertThat(loaded).isInstanceOf(warning ? Loaded.Good.class : Loaded.Bad.class);
    }

    @ParameterizedTest
    @MethodSource("typeErrors")
    void schemaRefusesWhatTheLoaderRefuses(Path file) {
        assertThat(SCHEMA.validate(Samples.text(file), InputFormat.YAML)).isNotEmpty();
    }

    private static String printed(Loaded loaded) {
        return ProblemPrinter.print(Format.TEXT, loaded.problems(), Outcome.NOTHING_RUNS, 100);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
