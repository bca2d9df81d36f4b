package dev.quaygate.app.config.source;

import java.util.List;
import java.util.Optional;

/** A value of the configuration and where it stands. Only shapes; types come with the forms. */
public sealed interface Node {
    Span span();

    /** JSON pointer, {@code /routes/0/host}. */
    String path();

    /** What it is, as a message says it. */
    default String kind() {
        return switch (this) {
            case Scalar _ -> "a single value";
            case Sequence _ -> "a list";
            case Mapping _ -> "a mapping";
        };
    }

    /**
     * A single value.
     *
     * @param endLine line of its last character
     * @param text the value, variables replaced
     * @param written the value as it stands in the file
     * @param quoted whether it can only be text
     * @param unset whether a variable in it was reported, so that nobody reads it
     */
    record Scalar(
            Span span,
            String path,
            int endLine,
            String text,
            String written,
            boolean quoted,
            boolean unset)
            implements Node {
        /** Whether nothing is written: empty, {@code ~} or {@code null}. */
        public boolean isNull() {
            return !quoted
                    && (text.isEmpty()
                            || text.equals("~")
                            || text.equals("null")
                            || text.equals("Null")
                            || text.equals("NULL"));
        }

        /** The same with variables replaced. */
        Scalar with(String expanded, boolean stillQuoted) {
            return new Scalar(span, path, endLine, expanded, written, stillQuoted, false);
        }

        /** The same with a path that no longer depends on where the file is. */
        public Scalar absolute(String path) {
            return new Scalar(span, this.path, endLine, path, path, quoted, unset);
        }

        /** The same, not to be read. */
        Scalar withoutValue() {
            return new Scalar(span, path, endLine, text, written, quoted, true);
        }
    }

    /** A list. */
    record Sequence(Span span, String path, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Keys with their values, in file order, each key once. */
    record Mapping(Span span, String path, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        /** The entry of that key. */
        public Optional<Entry> entry(String key) {
            return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
        }
    }

    /** A key, its place, and its value. */
    record Entry(String key, Span span, Node value) {}

    /** Whether it is a scalar whose problem is reported already. */
    static boolean isUnset(Node node) {
        return node instanceof Scalar scalar && scalar.unset();
    }

    /** Pointer of a member. */
    static String child(String path, String key) {
        return path + "/" + key.replace("~", "~0").replace("/", "~1");
    }
}
