package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Problems.Draft;
import dev.quaygate.app.config.source.Span;
import dev.quaygate.app.config.source.Suggest;
import dev.quaygate.proxy.settings.InvalidSetting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mapping with fixed keys.
 *
 * @param keys every key, in the order of the reference
 * @param later keys that are documented and not in this version
 * @param build makes the value; may throw {@link Refused} or {@link InvalidSetting}, or report
 *     problems and return null
 */
public record Block<T>(List<Key<?>> keys, List<String> later, Builder<T> build) implements Form<T> {
    private static final int SHOWN = 8;
    private static final int FEW = 4;

    /** Makes a value of read fields. */
    public interface Builder<T> {
        @Nullable T build(Fields fields);
    }

    public Block {
        keys = List.copyOf(keys);
        later = List.copyOf(later);
    }

    /** A block all of whose documented keys are in this version. */
    public static <T> Block<T> of(List<Key<?>> keys, Builder<T> build) {
        return new Block<>(keys, List.of(), build);
    }

    @Override
    public boolean accepts(Node node) {
        return node instanceof Mapping;
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        if (!(node instanceof Mapping mapping)) {
            wrong(node, reading);
            return Optional.empty();
        }
        boolean known = refuseUnknown(mapping, reading);
        boolean whole = requireKeys(mapping, reading);
        var fields = new Fields(mapping, reading);
        fields.readAll(keys);
        return known && whole && fields.isComplete() ? build(fields, mapping) : Optional.empty();
    }

    private static void wrong(Node node, Reading reading) {
        if (node instanceof Scalar scalar && scalar.isNull()) {
            Shapes.empty(scalar, "a mapping", reading);
        } else {
            Shapes.wrong(node, "a mapping", reading);
        }
    }

    private Optional<T> build(Fields fields, Mapping mapping) {
        try {
            return Optional.ofNullable(build.build(fields));
        } catch (InvalidSetting invalid) {
            Node at = mapping.entry(invalid.field()).map(Entry::value).orElse(mapping);
            fields.reading()
                    .problems()
                    .error("QG1018", at.span(), at.path(), Shapes.message(invalid));
        } catch (Refused refused) {
            fields.reading()
                    .problems()
                    .error(refused.code, mapping.span(), mapping.path(), refused.what())
                    .hint(refused.hint)
                    .suggest(refused.suggestion);
        }
        return Optional.empty();
    }

    private boolean refuseUnknown(Mapping mapping, Reading reading) {
        Set<String> names = names();
        boolean known = true;
        for (Entry entry : mapping.entries()) {
            if (!names.contains(entry.key())) {
                known = false;
                refuse(mapping, entry, reading);
            }
        }
        return known;
    }

    private void refuse(Mapping mapping, Entry entry, Reading reading) {
        List<String> free =
                keys.stream().map(Key::name).filter(name -> mapping.entry(name).isEmpty()).toList();
        maskIfSecret(entry, reading);
        if (later.contains(entry.key())) {
            unknown(mapping, entry, free, reading, " is not supported by this version")
                    .hint("remove it");
            return;
        }
        Draft draft = unknown(mapping, entry, free, reading, "");
        List<String> all = new ArrayList<>(names());
        all.addAll(later);
        Suggest.nearest(entry.key(), all)
                .ifPresentOrElse(
                        word -> draft.hint(suggestion(word)).suggest(word),
                        () -> draft.hint("remove it or take an allowed key"));
    }

    private String suggestion(String word) {
        return later.contains(word)
                ? "did you mean `" + word + "`? It is not supported by this version"
                : "did you mean `" + word + "`?";
    }

    private static Draft unknown(
            Mapping mapping, Entry entry, List<String> free, Reading reading, String ending) {
        String shown = Shapes.shown(entry.key());
        String message = ending.isEmpty() ? "unknown key " + shown : shown + ending;
        return reading.problems()
                .error("QG1004", entry.span(), entry.value().path(), message)
                .in(mapping.path())
                .allowed(
                        free.stream().limit(SHOWN).collect(Collectors.joining(" "))
                                + (free.size() > SHOWN ? " …" : ""));
    }

    /** A misspelt secret is a secret. */
    private static void maskIfSecret(Entry entry, Reading reading) {
        String name = entry.key().toLowerCase(Locale.ROOT);
        boolean secret =
                List.of("tok", "key", "sec", "pass", "pwd", "cred", "auth").stream()
                        .anyMatch(name::contains);
        if (secret && entry.value() instanceof Scalar scalar) {
            reading.problems().mask(scalar);
        }
    }

    private boolean requireKeys(Mapping mapping, Reading reading) {
        boolean whole = true;
        for (Key<?> key : keys) {
            if (key.required() && mapping.entry(key.name()).isEmpty()) {
                whole = false;
                Span place =
                        mapping.entries().isEmpty()
                                ? mapping.span()
                                : mapping.entries().getFirst().span();
                reading.problems()
                        .error(
                                "QG1008",
                                place,
                                mapping.path(),
                                "key `" + key.name() + "` is missing")
                        .hint("add `" + key.name() + ":` (" + key.form().words() + ")")
                        .suggest(key.name());
            }
        }
        return whole;
    }

    private Set<String> names() {
        return keys.stream().map(Key::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public Node complete(Node node) {
        if (!(node instanceof Mapping mapping)) {
            return node;
        }
        var entries = new ArrayList<Entry>();
        for (Key<?> key : keys) {
            Optional<Entry> written = mapping.entry(key.name());
            Node value = written.map(Entry::value).orElse(key.standard());
            if (value != null) {
                Span place = written.map(Entry::span).orElse(Reading.DEFAULT);
                entries.add(new Entry(key.name(), place, key.form().complete(value)));
            }
        }
        return new Mapping(mapping.span(), mapping.path(), entries);
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = Schemas.type("object");
        schema.put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        for (Key<?> key : keys) {
            ObjectNode property = key.form().schema();
            property.put("description", key.meaning());
            properties.set(key.name(), property);
        }
        List<String> required = keys.stream().filter(Key::required).map(Key::name).toList();
        if (!required.isEmpty()) {
            var list = schema.putArray("required");
            required.forEach(list::add);
        }
        return schema;
    }

    @Override
    public String words() {
        return keys.size() > FEW
                ? "mapping"
                : keys.stream().map(Key::name).collect(Collectors.joining(", ", "{", "}"));
    }
}
