package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Problems.Draft;
import dev.quaygate.app.config.source.Span;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of one block, all of them read without a problem. */
public final class Fields {
    private final Mapping node;
    private final Reading reading;
    // By name: hashing a key would walk its forms, which is most of the table.
    private final Map<String, Object> values = new HashMap<>();
    private boolean complete = true;

    Fields(Mapping node, Reading reading) {
        this.node = node;
        this.reading = reading;
    }

    void readAll(Iterable<Key<?>> keys) {
        for (Key<?> key : keys) {
            Node value = node.entry(key.name()).map(Entry::value).orElse(key.standard());
            if (value != null) {
                put(key, Node.isUnset(value) ? null : key.form().read(value, reading).orElse(null));
            }
        }
    }

    private void put(Key<?> key, @Nullable Object value) {
        if (value == null) {
            complete = false;
        } else {
            values.put(key.name(), value);
        }
    }

    boolean isComplete() {
        return complete;
    }

    /** The value of a key that is required or has a default. */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("no value for " + key.name()));
    }

    /** The value of a key that may be absent. */
    @SuppressWarnings("unchecked") // put() stores what the key's own form gave
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key.name()));
    }

    /** Whether the user wrote the key. */
    public boolean wrote(Key<?> key) {
        return node.entry(key.name()).isPresent();
    }

    /** The block. */
    public Mapping node() {
        return node;
    }

    /** The node of a written key, else the block's own. */
    public Node node(Key<?> key) {
        return node.entry(key.name()).map(Entry::value).orElse(node);
    }

    /** Place of a written key's name, else the start of the block. */
    public Span place(Key<?> key) {
        return node.entry(key.name()).map(Entry::span).orElse(node.span());
    }

    public Reading reading() {
        return reading;
    }

    /** Reports an error about the value of a key. */
    public Draft error(String code, Key<?> key, String message) {
        Node value = node(key);
        return reading.problems().error(code, value.span(), value.path(), message);
    }

    /** Reports a warning about the value of a key. */
    public Draft warning(String code, Key<?> key, String message) {
        Node value = node(key);
        return reading.problems().warning(code, value.span(), value.path(), message);
    }
}
