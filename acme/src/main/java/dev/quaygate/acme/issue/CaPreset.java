package dev.quaygate.acme.issue;

import dev.quaygate.acme.issue.BudgetLimit.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
 * @param facts what is known of it; a rehearsal that would need an external account binding of its
 *     own is not among it
 */
public record CaPreset(String name, URI directory, @Nullable String staging, CaFacts facts) {
    private static final SortedMap<String, CaPreset> ALL = load();

    /** Names that allow it in CAA records, may be empty. */
    public List<String> caaNames() {
        return facts.caaNames();
    }

    /** Whether an account there needs an external account binding. */
    public boolean externalAccount() {
        return facts.externalAccount();
    }

    /** Whether it gives a binding to whoever names an e-mail address. */
    public boolean bindsByEmail() {
        return facts.bindingByEmail() != null;
    }

    /** All of them by their word, sorted. */
    public static SortedMap<String, CaPreset> all() {
        return ALL;
    }

    /** The authority of a word. */
    public static Optional<CaPreset> of(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** What is known of the authority with that directory, whatever its user calls it. */
    public static CaFacts facts(URI directory) {
        return ALL.values().stream()
                .filter(preset -> preset.directory().equals(directory))
                .map(CaPreset::facts)
                .findFirst()
                .orElse(CaFacts.UNKNOWN);
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

    private static CaPreset preset(String name, Properties all) {
        String staging = all.getProperty(name + ".staging");
        return new CaPreset(name, directory(name, all), staging, facts(name, staging, all));
    }

    private static CaFacts facts(String name, @Nullable String staging, Properties all) {
        String caa = all.getProperty(name + ".caa", "").strip();
        var limits = new ArrayList<BudgetLimit>();
        for (Scope scope : Scope.values()) {
            String text = all.getProperty(name + ".limit." + scope.word());
            if (text != null) {
                limits.add(BudgetLimit.of(scope, text));
            }
        }
        boolean rehearses = staging != null && !isTrue(staging + ".eab", all);
        return new CaFacts(
                caa.isEmpty() ? List.of() : List.of(caa.split("[ ,]+")),
                staging != null && rehearses ? directory(staging, all) : null,
                isTrue(name + ".eab", all),
                address(all.getProperty(name + ".eab-by-email")),
                isTrue(name + ".contact", all),
                !"false".equals(all.getProperty(name + ".addresses")),
                CaFacts.duration(all.getProperty(name + ".processing", "1h").strip()),
                limits);
    }

    private static @Nullable URI address(@Nullable String text) {
        return text == null ? null : URI.create(text.strip());
    }

    private static URI directory(String name, Properties all) {
        return URI.create(all.getProperty(name + ".directory").strip());
    }

    private static boolean isTrue(String key, Properties all) {
        return Boolean.parseBoolean(all.getProperty(key, "false"));
    }
}
