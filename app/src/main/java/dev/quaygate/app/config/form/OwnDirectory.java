package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Node.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A block with a directory that is, unless written, the one of the file that the block stands in.
 *
 * @param key name of the directory's key
 */
public record OwnDirectory<T>(Block<T> block, String key) implements Form<T> {
    @Override
    public boolean accepts(Node node) {
        return block.accepts(node);
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        return block.read(withDirectory(node), reading);
    }

    @Override
    public Node complete(Node node) {
        return block.complete(withDirectory(node));
    }

    /** An empty block stays so: what it lacks is said about it, not about a default. */
    private Node withDirectory(Node node) {
        if (!(node instanceof Mapping mapping)
                || mapping.entries().isEmpty()
                || mapping.entry(key).isPresent()) {
            return node;
        }
        String directory = Reading.resolve(mapping, "").toString();
        var entries = new ArrayList<>(mapping.entries());
        entries.add(
                new Entry(
                        key,
                        Reading.DEFAULT,
                        new Scalar(
                                Reading.DEFAULT,
                                Node.child(mapping.path(), key),
                                1,
                                directory,
                                directory,
                                false,
                                false)));
        return new Mapping(mapping.span(), mapping.path(), entries);
    }

    @Override
    public ObjectNode schema() {
        return block.schema();
    }

    @Override
    public String words() {
        return block.words();
    }

    @Override
    public List<Form<?>> parts() {
        return List.of(block);
    }
}
