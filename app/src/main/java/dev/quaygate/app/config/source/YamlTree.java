package dev.quaygate.app.config.source;

import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Builds nodes with places from Jackson's YAML tokens. Jackson turns an alias into plain text and
 * drops tags, so the text at each token is looked at before its value is believed.
 */
public final class YamlTree {
    static final int MAX_DEPTH = 50;

    private static final YAMLFactory FACTORY =
            YAMLFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .build();

    private final SourceFile file;
    private final Problems problems;
    private final List<String> lines;
    private final JsonParser parser;

    private YamlTree(SourceFile file, Problems problems, JsonParser parser) {
        this.file = file;
        this.problems = problems;
        this.lines = file.lines();
        this.parser = parser;
    }

    /**
     * Parses a file.
     *
     * @return its root, an empty mapping for a file without content, or empty after an error that
     *     leaves nothing to read
     */
    public static Optional<Node> parse(SourceFile file, Problems problems) {
        if (!YamlText.check(file, problems)) {
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), file.text())) {
            return Optional.of(new YamlTree(file, problems, parser).document());
        } catch (StreamConstraintsException e) {
            problems.error("QG1001", place(file, e.getLocation()), "", "nested deeper than 50");
        } catch (JacksonException e) {
            problems.error("QG1001", place(file, e.getLocation()), "", "not YAML: " + reason(e));
        }
        return Optional.empty();
    }

    private Node document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return new Mapping(new Span(file, 1, 1, 2), "", List.of());
        }
        Node root = node("");
        if (parser.nextToken() != null) {
            problems.error("QG1006", here(), "", "a second document in one file")
                    .hint("one file holds one document; use `include`");
        }
        return root;
    }

    private Node node(String path) {
        Span start = here();
        refuseMarks(start, path);
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(start, path);
            case START_ARRAY -> sequence(start, path);
            default -> scalar(start, path);
        };
    }

    private Node mapping(Span start, String path) {
        var entries = new ArrayList<Entry>();
        Map<String, Span> seen = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Span place = tokenSpan();
            String child = Node.child(path, key);
            refuseMarks(place, child);
            if (key.equals("<<")) {
                problems.error("QG1006", place, child, "a merge key is not taken")
                        .hint("write the keys out");
            }
            parser.nextToken();
            Node value = node(child);
            Span before = seen.putIfAbsent(key, place);
            if (before == null && !key.equals("<<")) {
                entries.add(new Entry(key, place, value));
            } else if (before != null) {
                problems.error("QG1005", place, child, "key `" + key + "` stands twice")
                        .first(before);
            }
        }
        return new Mapping(start, path, entries);
    }

    private Node sequence(Span start, String path) {
        var items = new ArrayList<Node>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(path + "/" + items.size()));
        }
        return new Sequence(start, path, items);
    }

    private Scalar scalar(Span start, String path) {
        String text = parser.getString();
        char style = charAt(start);
        boolean quoted = style == '"' || style == '\'' || style == '|' || style == '>';
        TokenStreamLocation end = parser.currentLocation();
        Span span = tokenSpan();
        return new Scalar(
                span,
                path,
                Math.max(span.line(), end.getLineNr()),
                text == null ? "" : text,
                text == null ? "" : text,
                quoted,
                // An alias has another node's name as its text.
                style == '*');
    }

    private void refuseMarks(Span place, String path) {
        switch (charAt(place)) {
            case '&' -> mark(place, path, "an anchor");
            case '*' -> mark(place, path, "an alias");
            case '!' -> mark(place, path, "a tag");
            default -> {}
        }
    }

    private void mark(Span place, String path, String what) {
        problems.error("QG1006", place, path, what + " is not taken")
                .hint("write the value itself");
    }

    private char charAt(Span place) {
        if (place.line() > lines.size()) {
            return 0;
        }
        String line = lines.get(place.line() - 1);
        int column = place.column() - 1;
        if (column >= line.codePointCount(0, line.length())) {
            return 0;
        }
        return line.charAt(line.offsetByCodePoints(0, column));
    }

    private Span here() {
        return place(file, parser.currentTokenLocation());
    }

    /** From the token's start to its end, or to the end of its first line. */
    private Span tokenSpan() {
        TokenStreamLocation start = parser.currentTokenLocation();
        TokenStreamLocation end = parser.currentLocation();
        int line = Math.max(1, start.getLineNr());
        int column = Math.max(1, start.getColumnNr());
        String text = line <= lines.size() ? lines.get(line - 1).stripTrailing() : "";
        int behind =
                end.getLineNr() == line
                        ? end.getColumnNr()
                        : text.codePointCount(0, text.length()) + 1;
        return new Span(file, line, column, Math.max(column + 1, behind));
    }

    private static Span place(SourceFile file, @Nullable TokenStreamLocation location) {
        int line = location == null ? 1 : Math.max(1, location.getLineNr());
        int column = location == null ? 1 : Math.max(1, location.getColumnNr());
        return new Span(file, line, column, column + 1);
    }

    /** The parser's own excerpt and its places are left out: ours are better. */
    private static String reason(JacksonException e) {
        String text = e.getOriginalMessage();
        if (text.startsWith("Expected a property name")) {
            return "a key must be plain text";
        }
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .map(String::strip)
                .collect(Collectors.joining(", "));
    }
}
