package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.workers.settings.AppSettings.Identity;
import dev.quaygate.workers.settings.AppSettings.Logs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code limits:} and {@code logs:} of an app, and who its processes are. */
final class AppProcess {
    private static final long MOST = 1L << 40;

    private static final Key<Integer> FILES =
            Key.of(
                    "openFiles",
                    AppForms.countOrOff(16, 1_000_000_000),
                    "65536",
                    "descriptors of a process; off: as ours");
    private static final Key<Integer> PROCESSES =
            Key.of(
                    "processes",
                    AppForms.countOrOff(1, 1_000_000_000),
                    "off",
                    "of its user, threads included; off: as ours");
    private static final Key<Long> CORE =
            Key.of("core", Forms.size(0, MOST), "0B", "largest core file");
    static final Form<Limits> LIMITS =
            AppForms.block(
                    List.of(FILES, PROCESSES, CORE),
                    fields ->
                            new Limits(fields.get(FILES), fields.get(PROCESSES), fields.get(CORE)));

    private static final Key<Target> TO =
            Key.of("to", target(), "log", "log: our own, tagged; off; or file:/path");
    private static final Key<Boolean> FORMAT =
            Key.of(
                    "format",
                    Forms.words(formats()),
                    "text",
                    "json: lines are JSON and are written as such");
    private static final Key<Long> LINE =
            Key.of(
                    "lineBytes",
                    Forms.size(256, 1 << 20),
                    "16KiB",
                    "the rest of a longer line is cut");
    private static final Key<Long> SIZE =
            Key.of("size", Forms.size(64 << 10, MOST), "100MB", "at which a new file begins");
    private static final Key<Integer> KEEP =
            Key.of("keep", Forms.integer(1, 1000), "5", "old files");
    private static final Key<Rotate> ROTATE =
            Key.block(
                    "rotate",
                    AppForms.block(
                            List.of(SIZE, KEEP),
                            fields -> new Rotate(fields.get(SIZE), fields.get(KEEP))),
                    "of the file in to");
    static final Form<Logs> LOGS =
            Forms.choice(
                    AppForms.block(List.of(TO, FORMAT, LINE, ROTATE), AppProcess::logs),
                    Forms.map(target(), AppProcess::standard));

    private AppProcess() {}

    /** What one process may use. */
    record Limits(int openFiles, int processes, long coreBytes) {
        Identity identity(@Nullable String user, @Nullable String group, int umask) {
            return new Identity(user, group, umask, openFiles, processes, coreBytes);
        }
    }

    private record Rotate(long size, int keep) {}

    private record Target(boolean off, @Nullable Path file) {}

    private static Form<Target> target() {
        return Forms.map(
                Forms.text("target", "log|off|file:/.+", "write `log`, `off` or `file:/path`"),
                text ->
                        new Target(
                                text.equals("off"),
                                text.startsWith("file:")
                                        ? Path.of(text.substring("file:".length()))
                                        : null));
    }

    private static Map<String, Boolean> formats() {
        var formats = new LinkedHashMap<String, Boolean>();
        formats.put("text", false);
        formats.put("json", true);
        return formats;
    }

    private static Logs logs(Fields fields) {
        Rotate rotate = fields.get(ROTATE);
        return new Logs(
                fields.get(TO).off(),
                fields.get(TO).file(),
                fields.get(FORMAT),
                Math.toIntExact(fields.get(LINE)),
                rotate.size(),
                rotate.keep());
    }

    private static Logs standard(Target target) {
        Logs plain = Logs.DEFAULT;
        return new Logs(
                target.off(),
                target.file(),
                plain.json(),
                plain.lineBytes(),
                plain.rotateBytes(),
                plain.keep());
    }
}
