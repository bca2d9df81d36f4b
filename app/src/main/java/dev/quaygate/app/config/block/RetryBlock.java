package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.proxy.settings.RetryPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code retries:} of a pool. */
final class RetryBlock {
    private static final Key<Integer> MAX =
            Key.of("max", Forms.integer(0, 10), "1", "further tries of one request");
    private static final Key<List<String>> ON =
            Key.of(
                    "on",
                    Forms.list(Forms.words(same("connect", "reset", "503"))),
                    List.of("connect", "reset", "503"),
                    "connect failures of any method; others only where nothing can happen twice");
    private static final Key<String> METHODS =
            Key.of(
                    "methods",
                    Forms.words(same("idempotent", "any")),
                    "idempotent",
                    "methods that reset and 503 are retried for");
    private static final Key<Integer> BUDGET =
            Key.of("budget", Forms.percent(), "20%", "retries per 100 requests of the pool");

    static final Form<RetryPolicy> FORM =
            Forms.choice(
                    Forms.off(new RetryPolicy(0, false, false, false, false, 0)),
                    Block.of(List.of(MAX, ON, METHODS, BUDGET), RetryBlock::build));

    private RetryBlock() {}

    private static Map<String, String> same(String... words) {
        var map = new LinkedHashMap<String, String>();
        for (String word : words) {
            map.put(word, word);
        }
        return map;
    }

    private static RetryPolicy build(Fields fields) {
        List<String> on = fields.get(ON);
        return new RetryPolicy(
                fields.get(MAX),
                on.contains("connect"),
                on.contains("reset"),
                on.contains("503"),
                fields.get(METHODS).equals("any"),
                fields.get(BUDGET));
    }
}
