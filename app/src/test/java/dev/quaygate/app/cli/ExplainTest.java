package dev.quaygate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.Explanations;
import dev.quaygate.proxy.observe.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a message or an access log calls a fault, {@code explain} knows it. */
class ExplainTest {
    private static final Pattern CODE = Pattern.compile("\"(QG[24][0-9]{3})\"");

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyCauseHasAPageUnderItsCodeThatNamesIt(Cause cause) {
        assertThat(Explanations.of(cause.code()))
                .hasValueSatisfying(page ->
                        assertThat(page)
                                .startsWith("# " + cause.code() + " " + cause.word() + "\n")
                                .contains("**Cause.**", "**Fix.**", "Example"));
    }

    @Test
    void everyCodeOfProcessAndAdminEndpointHasAPage() throws IOException {
        Set<String> codes = emitted();

        assertThat(codes).hasSizeGreaterThan(8);
        assertThat(codes).allSatisfy(code -> assertThat(Explanations.of(code)).isPresent());
    }

    private static Set<String> emitted() throws IOException {
        Set<String> codes = new TreeSet<>();
        Path sources =
                Files.exists(Path.of("src/main/java"))
                        ? Path.of("src/main/java")
                        : Path.of("app/src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
                CODE.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> codes.add(found.group(1)));
            }
        }
        return codes;
    }
}
