package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.settings.LogSettings;
import dev.quaygate.proxy.settings.AccessLogSettings;
import dev.quaygate.proxy.settings.AccessLogSettings.Format;
import dev.quaygate.proxy.settings.AccessLogSettings.Target;
import java.nio.file.Path;
import java.util.List;

/** {@code log:}. */
final class LogBlock {
    private static final Key<LogSettings.Level> LEVEL =
            Key.of(
                    "level",
                    Forms.words(LogSettings.Level.class, Forms::camelCase),
                    "info",
                    "lowest level that is written");
    private static final Key<LogSettings.Format> FORMAT =
            Key.of(
                    "format",
                    Forms.words(LogSettings.Format.class, Forms::camelCase),
                    "auto",
                    "auto = text on a terminal, else JSON");

    private static final Key<String> TO =
            Key.of(
                    "to",
                    Forms.text(
                            "target",
                            "stdout|off|file:/.+",
                            "write `stdout`, `off` or `file:/path`"),
                    "stdout",
                    "stdout, off, or file:/path");
    private static final Key<Format> LINES =
            Key.of(
                    "format",
                    Forms.words(Format.class, Forms::camelCase, "combined"),
                    "json",
                    "json or text");
    private static final Key<List<String>> REDACT =
            Key.of(
                    "redact",
                    Forms.list(Forms.text("name", "[A-Za-z0-9_.-]+")),
                    List.of("Authorization", "Cookie", "Set-Cookie", "token", "code"),
                    "fields and query parameters whose values are never written");
    private static final Form<AccessLogSettings> ACCESS_FORM =
            new Block<>(List.of(TO, LINES, REDACT), List.of("sample", "rotate"), LogBlock::access);
    private static final Key<AccessLogSettings> ACCESS =
            Key.block(
                    "access",
                    Forms.choice(Forms.off(AccessLogSettings.OFF), ACCESS_FORM),
                    "one line per exchange; failures are never left out");

    static final Form<Logs> FORM =
            Block.of(
                    List.of(LEVEL, FORMAT, ACCESS),
                    fields ->
                            new Logs(
                                    new LogSettings(fields.get(LEVEL), fields.get(FORMAT)),
                                    fields.get(ACCESS)));

    private LogBlock() {}

    /** What the block says. */
    record Logs(LogSettings log, AccessLogSettings access) {}

    private static AccessLogSettings access(Fields fields) {
        String to = fields.get(TO);
        boolean file = to.startsWith("file:");
        Target target = file ? Target.FILE : to.equals("off") ? Target.OFF : Target.STDOUT;
        return new AccessLogSettings(
                target,
                file ? Path.of(to.substring("file:".length())) : null,
                fields.get(LINES),
                fields.get(REDACT));
    }
}
