package dev.quaygate.it.mutation;

import dev.quaygate.it.mutation.Mutation.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Every fault of a few sorts at every place of a file where it can stand: keys misspelt, foreign,
 * double or missing; values of another shape, kind or unit; names that lead nowhere; routes twice;
 * text that is no YAML.
 */
final class Mutations {
    /** Mappings whose keys are the user's own. */
    private static final Pattern FREE =
            Pattern.compile("pools|apps|.*/(env|set|add|errorPages|respond/headers)");

    private static final Pattern DURATION = Pattern.compile("([0-9.]+)(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]+)(B|[KMG]i?B)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** Keys whose value may be a mapping, a list or any text, so that other shapes are no fault. */
    private static final Set<String> LENIENT = Set.of("to", "run", "command");

    private final GoodFile file;
    private final RandomGenerator random;
    private final List<Mutation> all = new ArrayList<>();

    private Mutations(GoodFile file, RandomGenerator random) {
        this.file = file;
        this.random = random;
    }

    /** All of one file, in its order. */
    static List<Mutation> of(GoodFile file, RandomGenerator random) {
        var mutations = new Mutations(file, random);
        file.places().forEach(mutations::at);
        mutations.ofTheWhole();
        return List.copyOf(mutations.all);
    }

    private void at(YamlPlace place) {
        if (FREE.matcher(place.parent()).matches()) {
            return;
        }
        if (place.key()) {
            misspelt(place);
            foreign(place);
            twice(place);
            missing(place);
        } else {
            reshaped(place);
            ofAnotherUnit(place);
            pointingNowhere(place);
        }
    }

    // ---- keys ----

    private void misspelt(YamlPlace key) {
        String name = key.name();
        int at = random.nextInt(name.length());
        String wrong = name.substring(0, at) + name.charAt(at) + name.substring(at);
        // Of a short word half of the alphabet is as near as the right one.
        String suggestion = name.length() < 4 ? "" : name;
        add("misspelt", key, name + " -> " + wrong, file.with(key, wrong), "QG1004", suggestion);
    }

    private void foreign(YamlPlace key) {
        if (file.isFirstOnItsLine(key)) {
            add(
                    "foreign key",
                    key,
                    "nonsense before " + key.path(),
                    Optional.of(file.withLineBefore(key, "nonsense: 1")),
                    "QG1004",
                    "");
        }
    }

    private void twice(YamlPlace key) {
        if (file.isFirstOnItsLine(key)) {
            all.add(
                    new Mutation(
                            "key twice",
                            file.path(),
                            key.path(),
                            file.withLineBefore(key, key.name() + ": 1"),
                            new Expected("QG1005", key.line() + 1, key.column(), "")));
        }
    }

    private void missing(YamlPlace key) {
        boolean route = key.path().matches("routes/[0-9]+/(host|to)");
        Optional<YamlPlace> value = file.value(key).filter(v -> v.line() == key.line());
        if (!route || value.isEmpty() || file.has(key.parent() + "/log")) {
            return;
        }
        String written = file.written(value.get()).orElse("");
        int length = value.get().column() - key.column() + written.length();
        String line = file.text().lines().toList().get(key.line() - 1);
        String old = line.substring(key.column() - 1, key.column() - 1 + length);
        all.add(
                new Mutation(
                        "missing",
                        file.path(),
                        old + " -> log: true",
                        file.text().replaceFirst(Pattern.quote(old), "log: true"),
                        new Expected("QG1008", 0, 0, key.name().equals("host") ? "host" : "")));
    }

    // ---- values ----

    private void reshaped(YamlPlace value) {
        String written = file.written(value).orElse("");
        if (written.isEmpty()) {
            return;
        }
        add("anchor", value, value.path(), file.with(value, "&x " + written), "QG1006", "");
        if (!value.name().matches("[0-9]+")) {
            add("nothing", value, value.path(), file.with(value, "~"), "QG1007", "");
        }
        if (!LENIENT.contains(value.name())) {
            add("mapping", value, value.path(), file.with(value, "{surely: not}"), "", "");
        }
        if (written.matches("true|false")) {
            add("no bool", value, value.path(), file.with(value, "perhaps"), "QG1007", "");
        }
    }

    private void ofAnotherUnit(YamlPlace value) {
        var duration = DURATION.matcher(value.text());
        var size = SIZE.matcher(value.text());
        if (duration.matches()) {
            String words = duration.group(1) + " minutes";
            add("no duration", value, words, file.with(value, words), "QG1011", "");
            String bare = duration.group(1);
            add("no unit", value, bare, file.with(value, bare), "QG1011", "");
        } else if (size.matches()) {
            String words = size.group(1) + " megabytes";
            add("no size", value, words, file.with(value, words), "QG1012", "");
        } else if (NUMBER.matcher(value.text()).matches() && value.name().equals("workers")) {
            add("no number", value, "many", file.with(value, "many"), "", "");
        }
    }

    private void pointingNowhere(YamlPlace value) {
        String text = value.text();
        if (value.name().equals("to") && (file.has("pools/" + text) || file.has("apps/" + text))) {
            String wrong = text + text.charAt(text.length() - 1);
            add("unknown pool", value, wrong, file.with(value, wrong), "QG1020", text);
        }
        if (value.path().matches("routes/[0-9]+/host(/[0-9]+)?")) {
            String url = "https://" + text + "/";
            add("no host", value, url, file.with(value, '"' + url + '"'), "QG1015", "");
        }
        if (value.path().matches("routes/[0-9]+/path(/[0-9]+)?")) {
            String bare = text.substring(1);
            add("no path", value, bare, file.with(value, '"' + bare + '"'), "QG1016", "");
        }
    }

    private void add(
            String kind,
            YamlPlace place,
            String what,
            Optional<String> text,
            String code,
            String suggestion) {
        // A mapping that cannot stand there is found at itself or at the key inside it.
        int column = code.isEmpty() || code.equals("QG1006") ? 0 : place.column();
        text.ifPresent(broken ->
                all.add(
                        new Mutation(
                                kind,
                                file.path(),
                                what,
                                broken,
                                new Expected(code, place.line(), column, suggestion))));
    }

    // ---- the file ----

    private void ofTheWhole() {
        whole("newer", "version: 2\n" + file.text(), new Expected("QG1003", 1, 10, ""));
        whole("second document", file.text() + "---\na: 1\n", new Expected("QG1006", 0, 0, ""));
        whole("open bracket", file.text() + "odd: [1, 2\n", new Expected("QG1001", 0, 0, ""));
        whole("open quote", file.text() + "odd: \"text\n", new Expected("QG1001", 0, 0, ""));
        whole("tab", file.text() + "odd:\n\ta: 1\n", new Expected("QG1001", 0, 0, ""));
        whole("list", "- " + "a\n", new Expected("QG1007", 1, 1, ""));
        routeTwice();
    }

    /** A route is put before the others that is the same as the first of them with one host. */
    private void routeTwice() {
        Optional<YamlPlace> routes =
                file.places().stream()
                        .filter(place -> place.key() && place.path().equals("routes"))
                        .findFirst();
        Optional<YamlPlace> host =
                file.places().stream()
                        .filter(place -> !place.key() && place.path().matches("routes/[0-9]+/host"))
                        .filter(place -> !file.has(place.parent() + "/path"))
                        .filter(place -> !file.has(place.parent() + "/tls"))
                        .findFirst();
        if (routes.isEmpty() || host.isEmpty()) {
            return;
        }
        var lines = new ArrayList<>(file.text().lines().toList());
        lines.add(routes.get().line(), "  - {host: \"%s\", to: 1}".formatted(host.get().text()));
        whole(
                "route twice",
                String.join("\n", lines) + "\n",
                new Expected("QG1021", host.get().line() + 1, 0, ""));
    }

    private void whole(String kind, String text, Expected expected) {
        all.add(new Mutation(kind, file.path(), "the file", text, expected));
    }
}
