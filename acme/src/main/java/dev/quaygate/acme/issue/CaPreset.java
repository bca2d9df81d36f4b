package dev.quaygate.acme.issue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An authority that can be chosen by a word. The facts are dated and live in one resource, {@code
 * ca-presets.properties}.
 *
 * @param name the word
 * @param directory address of its directory
 * @param staging word of the authority to rehearse at, null when it has none
 * @param caaNames names that allow it in CAA records, may be empty
 * @param externalAccount whether an account there needs an external account binding
 */
public record CaPreset(
        String name,
        URI directory,
        @Nullable String staging,
        List<String> caaNames,
        boolean externalAccount) {

    private static final SortedMap<String, CaPreset> ALL = load();

    public CaPreset {
        caaNames = List.copyOf(caaNames);
    }

    /** All of them by their word, sorted. */
    public static SortedMap<String, CaPreset> all() {
        return ALL;
    }

    /** The authority of a word. */
    public static Optional<CaPreset> of(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    private static SortedMap<String, CaPreset> load() {
        var facts = new Properties();
        try (InputStream in = CaPreset.class.getResourceAsStream("ca-presets.properties")) {
            if (in == null) {
                throw new IllegalStateException("ca-presets.properties is missing in the jar");
            }
            facts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var presets = new TreeMap<String, CaPreset>();
        for (String key : facts.stringPropertyNames()) {
            if (key.endsWith(".directory")) {
                String name = key.substring(0, key.length() - ".directory".length());
                presets.put(name, preset(name, facts));
            }
        }
        return Collections.unmodifiableSortedMap(presets);
    }

    private static CaPreset preset(String name, Properties facts) {
        String caa = facts.getProperty(name + ".caa", "").strip();
        return new CaPreset(
                name,
                URI.create(facts.getProperty(name + ".directory").strip()),
                facts.getProperty(name + ".staging"),
                caa.isEmpty() ? List.of() : List.of(caa.split("[ ,]+")),
                Boolean.parseBoolean(facts.getProperty(name + ".eab", "false")));
    }
}
