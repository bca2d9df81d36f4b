package dev.quaygate.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Cause, fix and example of each problem code, as {@code quaygate explain} prints them. */
public final class Explanations {
    private Explanations() {}

    /** The page of a code such as {@code QG1004}, in Markdown; empty for an unknown code. */
    public static Optional<String> of(String code) {
        String name = code.toUpperCase(Locale.ROOT);
        if (!name.matches("QG[0-9]{4}")) {
            return Optional.empty();
        }
        try (InputStream page =
                Explanations.class.getResourceAsStream("/dev/quaygate/errors/" + name + ".md")) {
            return page == null
                    ? Optional.empty()
                    : Optional.of(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
