package dev.quaygate.app.config;

import dev.quaygate.app.config.form.Reading;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Node.Sequence;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Every value with its origin: all defaults written out, drop-ins merged, secrets masked. */
public final class EffectiveConfig {
    private static final String PLAIN = "[A-Za-z0-9/_.][A-Za-z0-9/_.%+-]*(:[A-Za-z0-9/_.%+-]+)*";

    private final Node root;

    EffectiveConfig(Node root) {
        this.root = root;
    }

    /**
     * YAML that loads to the same settings.
     *
     * @param origins whether each value has a comment that says where it comes from
     */
    public String yaml(boolean origins) {
        var out = new StringBuilder();
        new Writer(out, origins).value(root, 0);
        return out.toString();
    }

    /** The same as JSON, values as they are written in YAML. */
    public String json() {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json(root));
    }

    private static JsonNode json(Node node) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (node) {
            case Scalar scalar when isNumber(scalar) ->
                    nodes.numberNode(Long.parseLong(scalar.text()));
            case Scalar scalar when isBool(scalar) ->
                    nodes.booleanNode(scalar.text().equals("true"));
            case Scalar scalar -> nodes.stringNode(scalar.text());
            case Sequence list -> {
                var array = nodes.arrayNode();
                list.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case Mapping mapping -> {
                var object = nodes.objectNode();
                mapping.entries().forEach(e -> object.set(e.key(), json(e.value())));
                yield object;
            }
        };
    }

    private static boolean isNumber(Scalar scalar) {
        return !scalar.quoted() && scalar.text().matches("-?(0|[1-9][0-9]{0,17})");
    }

    private static boolean isBool(Scalar scalar) {
        return !scalar.quoted() && (scalar.text().equals("true") || scalar.text().equals("false"));
    }

    private record Writer(StringBuilder out, boolean origins) {
        void value(Node node, int indent) {
            switch (node) {
                case Mapping mapping -> mapping.entries().forEach(e -> entry(e, indent));
                case Sequence list -> list.items().forEach(item -> item(item, indent));
                case Scalar scalar -> out.append(text(scalar)).append('\n');
            }
        }

        private void entry(Entry entry, int indent) {
            out.repeat(' ', indent).append(quote(entry.key(), false)).append(':');
            below(entry.value(), indent);
        }

        private void below(Node node, int indent) {
            if (isLeaf(node)) {
                out.append(' ').append(leaf(node));
                origin(node);
                out.append('\n');
                return;
            }
            out.append('\n');
            value(node, indent + 2);
        }

        private void item(Node node, int indent) {
            out.repeat(' ', indent).append('-');
            if (isLeaf(node)) {
                below(node, indent);
                return;
            }
            // The first line of the item moves up behind its dash.
            int start = out.length();
            value(node, indent + 2);
            out.replace(start, start + indent + 2, " ");
        }

        private static boolean isLeaf(Node node) {
            return switch (node) {
                case Scalar _ -> true;
                case Sequence list -> list.items().isEmpty();
                case Mapping mapping -> mapping.entries().isEmpty();
            };
        }

        private static String leaf(Node node) {
            return switch (node) {
                case Scalar scalar -> text(scalar);
                case Sequence _ -> "[]";
                case Mapping _ -> "{}";
            };
        }

        private void origin(Node node) {
            if (!origins) {
                return;
            }
            out.append("  # ");
            out.append(Reading.isDefault(node) ? "default" : node.span().fileAndLine());
            if (node instanceof Scalar scalar && !scalar.text().equals(scalar.written())) {
                out.append(" from ").append(scalar.written().replace('\n', ' '));
            }
        }

        private static String text(Scalar scalar) {
            return quote(scalar.text(), scalar.quoted());
        }

        /** Plain where plain is read back as the same text. */
        private static String quote(String text, boolean quoted) {
            if (!quoted && text.matches(PLAIN) && !text.matches("[0-9.]*\\.[0-9.]*")) {
                return text;
            }
            return JsonMapper.shared().writeValueAsString(text);
        }
    }
}
