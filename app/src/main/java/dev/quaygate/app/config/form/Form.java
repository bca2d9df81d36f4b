package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a value may look like. The same description reads the value, fills in defaults for the
 * effective configuration, and writes schema and reference, so that they cannot disagree.
 */
public interface Form<T> {
    /** Whether a node has this shape, wherever its text may be wrong. */
    boolean accepts(Node node);

    /** The value; empty after an error was reported. */
    Optional<T> read(Node node, Reading reading);

    /** The node with every default filled in and every secret masked. */
    Node complete(Node node);

    /** JSON Schema (2020-12). */
    ObjectNode schema();

    /** In words, {@code duration | off}. */
    String words();

    /** Forms that this one is made of. */
    default List<Form<?>> parts() {
        return List.of();
    }
}
