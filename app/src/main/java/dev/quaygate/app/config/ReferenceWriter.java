package dev.quaygate.app.config;

import dev.quaygate.app.config.block.Keys;
import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Key;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The reference of all keys as Markdown, from the same table that reads them. */
public final class ReferenceWriter {
    private static final String INTRODUCTION =
            """
            # Reference

            Every key, from the table that the program itself reads with. Keys are optional unless marked
            **required**. A list of one may be written without brackets. `${NAME}` and `${NAME:-default}`
            work in every value. Durations are written `250ms 5s 1.5h 90d`, sizes `64KiB 1GiB 10MB`,
            secrets `env:NAME`, `file:/path` or `cred:NAME`.

            An included file may hold `pools`, `routes` and `apps`.
            """;

    private final StringBuilder out = new StringBuilder(INTRODUCTION);
    private final Map<String, Block<?>> waiting = new LinkedHashMap<>();

    private ReferenceWriter() {}

    /** The page. */
    public static String write() {
        var writer = new ReferenceWriter();
        writer.block("The file", "", Keys.main());
        Set<String> done = new LinkedHashSet<>();
        while (!writer.waiting.isEmpty()) {
            String name = writer.waiting.keySet().iterator().next();
            Block<?> block = writer.waiting.remove(name);
            if (block != null && done.add(name)) {
                writer.block("`" + name + "`", name, block);
            }
        }
        return writer.out.toString();
    }

    private void block(String title, String path, Block<?> block) {
        out.append("\n## ").append(title).append("\n\n");
        out.append("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
        for (Key<?> key : block.keys()) {
            row(key);
            collect(path.isEmpty() ? key.name() : path + "." + key.name(), key.form());
        }
        if (!block.later().isEmpty()) {
            out.append("\nNot in this version: `");
            out.append(String.join("` `", block.later())).append("`.\n");
        }
    }

    private void row(Key<?> key) {
        String standard =
                key.required()
                        ? "**required**"
                        : key.standard() == null ? key.absent() : code(key.absent());
        out.append("| `").append(key.name()).append("` | ");
        out.append(cell(key.form().words())).append(" | ").append(cell(standard)).append(" | ");
        out.append(cell(key.meaning())).append(" |\n");
    }

    private static String code(String text) {
        return text.isEmpty() ? "see below" : "`" + text + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private void collect(String path, Form<?> form) {
        if (form instanceof Block<?> block) {
            waiting.put(path, block);
            return;
        }
        form.parts().forEach(part -> collect(path, part));
    }
}
