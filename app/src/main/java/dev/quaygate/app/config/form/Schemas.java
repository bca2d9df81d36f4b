package dev.quaygate.app.config.form;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Small pieces of JSON Schema. */
public final class Schemas {
    /** A scalar that is put together from the environment has any text. */
    private static final String VARIABLE = "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}";

    private Schemas() {}

    /** An empty schema. */
    public static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    static ObjectNode type(String type) {
        return object().put("type", type);
    }

    static ObjectNode pattern(String pattern) {
        return type("string").put("pattern", "^(" + pattern + ")$|" + VARIABLE);
    }

    static ObjectNode variable() {
        return type("string").put("pattern", VARIABLE);
    }

    /** Text, or a number that is read as text. */
    static ObjectNode textOrNumber() {
        ObjectNode schema = object();
        schema.putArray("type").add("string").add("number");
        return schema;
    }

    /** Words; those that YAML reads as numbers are taken as numbers too. */
    static ObjectNode words(Collection<String> words) {
        ObjectNode schema = object();
        var values = schema.putArray("enum");
        words.forEach(values::add);
        words.stream()
                .filter(word -> word.matches("[0-9]{1,9}"))
                .forEach(word -> values.add(Integer.parseInt(word)));
        return schema;
    }

    static ObjectNode anyOf(ObjectNode... schemas) {
        return anyOf(Arrays.asList(schemas));
    }

    static ObjectNode anyOf(List<ObjectNode> schemas) {
        if (schemas.size() == 1) {
            return schemas.getFirst();
        }
        ObjectNode schema = object();
        var list = schema.putArray("anyOf");
        schemas.forEach(list::add);
        return schema;
    }
}
