package dev.quaygate.app.config.block;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.DnsProvider.Option;
import dev.quaygate.acme.challenge.DnsProviders;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.app.config.form.SecretForms;
import dev.quaygate.app.config.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who holds a zone, and the keys that all providers together have. */
final class DnsKeys {
    /** Chosen by a key of their own instead of {@code provider}. */
    private static final List<String> HOOKS = List.of("exec", "httpreq", "acmesh");

    private static final Key<String> PROVIDER =
            Key.optional("provider", words(), "a hook", "who holds the zones");
    private static final Key<Path> EXEC =
            Key.optional(
                    "exec",
                    Paths.existing(),
                    "none",
                    "or a program, called as `PROGRAM present` or `cleanup`, then FQDN and VALUE");
    private static final Key<URI> HTTPREQ =
            Key.optional(
                    "httpreq", Paths.url(), "none", "or a service, asked at URL/present, /cleanup");
    private static final Key<String> ACMESH =
            Key.optional(
                    "acmesh",
                    Forms.text("script name", "dns_[a-z0-9_]+"),
                    "none",
                    "or a DNS script of an installed acme.sh");
    private static final Key<Map<String, String>> ENV =
            Key.optional(
                    "env",
                    Forms.map("variable name", "[A-Za-z_][A-Za-z0-9_]*", Forms.environmentValue()),
                    "none",
                    "more variables for a program or script");
    private static final Map<String, Key<String>> PLAIN = new TreeMap<>();
    private static final Map<String, Key<Secret>> SECRET = new TreeMap<>();

    static {
        DnsProviders.all().forEach(DnsKeys::take);
    }

    private DnsKeys() {}

    private static void take(DnsProvider provider) {
        for (Option option : provider.options()) {
            String name = option.name();
            if (HOOKS.contains(name)) {
                continue;
            }
            String meaning = "for " + users(name) + ": " + option.meaning();
            if (option.secret()) {
                SECRET.putIfAbsent(name, Key.optional(name, SecretForms.secret(), "none", meaning));
            } else {
                PLAIN.putIfAbsent(name, Key.optional(name, Forms.text("text"), "none", meaning));
            }
        }
    }

    private static String users(String option) {
        return DnsProviders.all().stream()
                .filter(one -> one.options().stream().anyMatch(o -> o.name().equals(option)))
                .map(DnsProvider::word)
                .collect(Collectors.joining(", "));
    }

    /** Every key, in the order of the reference. */
    static List<Key<?>> all() {
        var keys = new ArrayList<Key<?>>(List.of(PROVIDER, EXEC, HTTPREQ, ACMESH, ENV));
        keys.addAll(PLAIN.values());
        keys.addAll(SECRET.values());
        return keys;
    }

    /** The one provider that is chosen; null with a problem if it is none or several. */
    static @Nullable String provider(Fields fields) {
        var chosen = new ArrayList<Key<?>>(List.of(PROVIDER, EXEC, HTTPREQ, ACMESH));
        chosen.removeIf(key -> !fields.wrote(key));
        if (chosen.isEmpty()) {
            fields.error("QG1008", PROVIDER, "nothing says who holds the zones")
                    .hint("add `provider:`, or one of `exec:`, `httpreq:`, `acmesh:`");
            return null;
        }
        if (chosen.size() > 1) {
            String names =
                    chosen.stream()
                            .map(key -> "`" + key.name() + "`")
                            .collect(Collectors.joining(" and "));
            fields.error("QG1023", chosen.getLast(), names + " exclude each other")
                    .hint("keep one of them");
            return null;
        }
        return fields.find(PROVIDER).orElse(chosen.getFirst().name());
    }

    /** Values for that provider; null with a problem if one is missing or belongs to another. */
    static @Nullable Map<String, String> options(Fields fields, String word) {
        DnsProvider provider = DnsProviders.find(word).orElseThrow();
        List<String> known = provider.options().stream().map(Option::name).toList();
        boolean good = true;
        for (Key<?> key : all()) {
            boolean foreign =
                    (PLAIN.containsKey(key.name()) || SECRET.containsKey(key.name()))
                            && !known.contains(key.name());
            if (foreign && fields.wrote(key)) {
                good = false;
                fields.error("QG1023", key, "`" + key.name() + "` is not a key of `" + word + "`")
                        .hint("its keys are " + String.join(", ", known));
            }
        }
        Map<String, String> values = values(fields);
        for (Option option : provider.options()) {
            if (option.required() && !values.containsKey(option.name())) {
                good = false;
                fields.error(
                                "QG1008",
                                PROVIDER,
                                "`" + word + "` needs the key `" + option.name() + "`")
                        .hint("add `" + option.name() + ":` (" + option.meaning() + ")");
            }
        }
        return good ? values : null;
    }

    private static Map<String, String> values(Fields fields) {
        var values = new LinkedHashMap<String, String>();
        fields.find(EXEC).ifPresent(path -> values.put("exec", path.toString()));
        fields.find(HTTPREQ).ifPresent(url -> values.put("httpreq", url.toString()));
        fields.find(ACMESH).ifPresent(script -> values.put("acmesh", script));
        fields.find(ENV)
                .orElse(Map.of())
                .forEach((name, value) -> values.put(ProviderOptions.VARIABLE + name, value));
        PLAIN.forEach((name, key) -> fields.find(key).ifPresent(text -> values.put(name, text)));
        SECRET.forEach((name, key) ->
                fields.find(key)
                        .flatMap(Secret::reveal)
                        .ifPresent(secret -> values.put(name, secret)));
        return values;
    }

    /** Whether the provider takes the values; contacts nobody. */
    static boolean opens(Fields fields, String word, ProviderOptions options) {
        try {
            DnsProviders.find(word)
                    .orElseThrow()
                    .open(
                            options,
                            AuthoritativeDns.ofSystem((_, _) -> {
                                throw new IllegalStateException("a check asks no server");
                            }));
            return true;
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            Key<?> at =
                    all().stream()
                            .filter(key -> message.startsWith(key.name() + ":"))
                            .findFirst()
                            .orElse(PROVIDER);
            fields.error("QG1018", at, message).hint("correct it");
            return false;
        }
    }

    private static Form<String> words() {
        var words = new LinkedHashMap<String, String>();
        DnsProviders.words().stream()
                .filter(word -> !HOOKS.contains(word))
                .forEach(word -> words.put(word, word));
        return Forms.words(words);
    }
}
