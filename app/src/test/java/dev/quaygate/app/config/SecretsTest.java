package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.ProblemPrinter;
import dev.quaygate.app.config.source.ProblemPrinter.Format;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guards A9: secrets by reference, never printed. */
final class SecretsTest {
    private static final String VALUE = "hunter2-s3cret";

    @TempDir Path directory;

    @Test
    void isReadFromVariableFileAndCredential() throws IOException {
        Path file = file("rw-------");

        assertThat(revealed("env:TOKEN", Map.of("TOKEN", VALUE))).isEqualTo(VALUE);
        assertThat(revealed("file:" + file, Map.of())).isEqualTo(VALUE);
        assertThat(revealed("cred:token", Map.of("CREDENTIALS_DIRECTORY", directory.toString())))
                .isEqualTo(VALUE);
    }

    @Test
    void fileThatOthersMayReadIsRefused() throws IOException {
        Path file = file("rw-r--r--");

        Loaded loaded = load("file:" + file, Map.of());

        assertThat(loaded.problems()).extracting(Problem::code).containsExactly("QG2007");
        assertThat(loaded.problems().getFirst().hint()).isEqualTo("run `chmod 0640 " + file + "`");
    }

    @Test
    void keyFileThatOthersMayReadIsRefused() throws IOException {
        Path file = file("rw-rw-r--");

        Loaded loaded =
                Yaml.load("certificates: {manual: [{cert: %s, key: %s}]}".formatted(file, file));

        assertThat(loaded.problems()).extracting(Problem::code).containsExactly("QG2007");
    }

    @Test
    void ownTokenFileMayBeMissing() {
        Secret token = Yaml.good("admin: {token: file:/nonexistent/token}").admin().token();

        assertThat(token.reveal()).isEmpty();
        assertThat(token.file()).contains(Path.of("/nonexistent/token"));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void plainSecretWarnsAndIsPrintedNowhere(Format format) {
        Loaded loaded = load(VALUE, Map.of());

        String printed = ProblemPrinter.print(format, loaded.problems(), Outcome.CHECKED, 20);
        Configuration config = Yaml.good(loaded);

        assertThat(loaded.problems()).extracting(Problem::code).containsExactly("QG1105");
        assertThat(printed).contains("QG1105").doesNotContain(VALUE);
        assertThat(config.effective().yaml(true)).doesNotContain(VALUE).contains(Secret.MASK);
        assertThat(config.effective().json()).doesNotContain(VALUE);
        assertThat(config.toString()).doesNotContain(VALUE);
    }

    @Test
    void secretThatAVariablePutInIsMaskedToo() {
        Loaded loaded = load("${TOKEN}", Map.of("TOKEN", VALUE));

        assertThat(Yaml.text(loaded)).doesNotContain(VALUE);
        assertThat(Yaml.good(loaded).effective().yaml(true)).doesNotContain(VALUE);
    }

    private static Loaded load(String token, Map<String, String> environment) {
        return Yaml.load("admin:\n  readToken: \"" + token + "\"\n", environment);
    }

    private static String revealed(String token, Map<String, String> environment) {
        Secret secret =
                Objects.requireNonNull(Yaml.good(load(token, environment)).admin().readToken());
        assertThat(secret.toString()).doesNotContain(VALUE);
        return secret.reveal().orElse("");
    }

    private Path file(String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), VALUE + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
