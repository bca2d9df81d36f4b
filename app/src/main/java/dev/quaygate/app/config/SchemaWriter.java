package dev.quaygate.app.config;

import dev.quaygate.app.config.block.Keys;
import dev.quaygate.app.config.form.Schemas;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (2020-12) of the configuration, from the same table that reads it. */
public final class SchemaWriter {
    private SchemaWriter() {}

    /** The schema as text; a drop-in is a file with fewer keys and fits it too. */
    public static String write() {
        ObjectNode schema = Schemas.object();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "https://quaygate.dev/schema.json");
        schema.put("title", "Quaygate configuration");
        schema.setAll(Keys.main().schema());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(schema)
                + "\n";
    }
}
