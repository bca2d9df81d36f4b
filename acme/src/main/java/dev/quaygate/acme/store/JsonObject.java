package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object (RFC 8259) of the store. A member that is {@code null} is left out on writing and
 * absent on reading. Not thread-safe while it is filled.
 */
public final class JsonObject {
    private final Map<String, Object> members;

    public JsonObject() {
        this(new LinkedHashMap<>());
    }

    JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /** Parses UTF-8 bytes. @throws DamagedDocument if they are not one JSON object */
    public static JsonObject parse(byte[] bytes) {
        return parse(new String(bytes, UTF_8));
    }

    /** Parses a text. @throws DamagedDocument if it is not one JSON object */
    public static JsonObject parse(String text) {
        return new JsonParser(text).document();
    }

    /**
     * Sets a member: text, number, boolean, instant, object, or a list of these. Null leaves it
     * out.
     */
    public JsonObject put(String name, @Nullable Object value) {
        switch (value) {
            case null -> members.remove(name);
            case Instant instant -> members.put(name, instant.toString());
            case List<?> list -> members.put(name, new ArrayList<Object>(list));
            default -> members.put(name, value);
        }
        return this;
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** Names of the members in the order of the document. */
    public List<String> names() {
        return List.copyOf(members.keySet());
    }

    public String text(String name) {
        return require(name, String.class);
    }

    public @Nullable String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    public Instant instant(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw new DamagedDocument("'" + name + "' is not an instant", e);
        }
    }

    public @Nullable Instant instantOrNull(String name) {
        return has(name) ? instant(name) : null;
    }

    public int number(String name) {
        long value = require(name, Number.class).longValue();
        if (value != (int) value) {
            throw new DamagedDocument("'" + name + "' is out of range");
        }
        return (int) value;
    }

    /** A whole number of any size that fits into a long. */
    public long longNumber(String name) {
        return require(name, Number.class).longValue();
    }

    /** A fraction, which is stored as text so that it reads back exactly. */
    public double fraction(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            throw new DamagedDocument("'" + name + "' is not a number", e);
        }
    }

    public boolean flag(String name) {
        return has(name) && require(name, Boolean.class);
    }

    public JsonObject object(String name) {
        return require(name, JsonObject.class);
    }

    public List<String> texts(String name) {
        return elements(name, String.class);
    }

    public List<JsonObject> objects(String name) {
        return elements(name, JsonObject.class);
    }

    public byte[] toBytes() {
        return toString().getBytes(UTF_8);
    }

    /** The document on one line. */
    @Override
    public String toString() {
        var out = new StringBuilder();
        JsonWriter.write(out, this);
        return out.toString();
    }

    Map<String, Object> members() {
        return members;
    }

    private <T> List<T> elements(String name, Class<T> type) {
        if (!has(name)) {
            return List.of();
        }
        var result = new ArrayList<T>();
        for (Object element : require(name, List.class)) {
            if (!type.isInstance(element)) {
                throw new DamagedDocument(
                        "an element of '" + name + "' is not " + type.getSimpleName());
            }
            result.add(type.cast(element));
        }
        return List.copyOf(result);
    }

    private <T> T require(String name, Class<T> type) {
        Object value = members.get(name);
        if (!type.isInstance(value)) {
            throw new DamagedDocument("'" + name + "' is missing or not " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
