package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.proxy.settings.InvalidSetting;
import java.time.Duration;
import java.util.regex.Pattern;

/** Messages about shapes, alike in every form. */
final class Shapes {
    private static final Pattern ISO_DURATION = Pattern.compile("\\bPT[0-9HMS.]+\\b");

    private Shapes() {}

    static void wrong(Node node, String wanted, Reading reading) {
        reading.problems()
                .error(
                        "QG1007",
                        node.span(),
                        node.path(),
                        node.kind() + " where " + wanted + " is wanted");
    }

    static void empty(Scalar scalar, String wanted, Reading reading) {
        reading.problems()
                .error(
                        "QG1007",
                        scalar.span(),
                        scalar.path(),
                        "no value where " + wanted + " is wanted")
                .hint("write a value, or remove the key");
    }

    /** A constructor's message with durations as they are written in YAML. */
    static String message(InvalidSetting invalid) {
        String message = invalid.getMessage();
        return ISO_DURATION
                .matcher(message == null ? invalid.field() : message)
                .replaceAll(match -> Durations.text(Duration.parse(match.group())));
    }

    /** A value as a message shows it. */
    static String shown(String text) {
        String line = text.replace('\n', ' ').replace('`', '\'');
        return "`" + (line.length() > 60 ? line.substring(0, 57) + "…" : line) + "`";
    }
}
