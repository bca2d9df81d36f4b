package dev.quaygate.workers;

import dev.quaygate.workers.settings.AppSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what new settings of an app will do, as the answer to a reload shows it. Pure. */
final class SettingsChange {
    private SettingsChange() {}

    /**
     * @param before null = the app is new
     * @param after null = the app is gone
     */
    static List<String> lines(@Nullable Generation before, @Nullable Generation after) {
        var lines = new ArrayList<String>();
        if (before == null || after == null) {
            if (after != null) {
                lines.add("+app " + after.settings().name());
            }
            if (before != null) {
                lines.add("-app " + before.settings().name());
            }
            return lines;
        }
        AppSettings old = before.settings();
        AppSettings now = after.settings();
        if (old.workers() != now.workers()) {
            lines.add("app " + now.name() + ": " + count(old) + " -> " + count(now) + " workers");
        }
        if (!before.sameAs(after)) {
            lines.add("~app " + now.name() + ": rolling restart");
        } else if (!old.equals(now) && lines.isEmpty()) {
            lines.add("~app " + now.name() + ": settings taken over, no worker restarted");
        }
        return lines;
    }

    private static String count(AppSettings app) {
        return app.workers() == 0 ? "auto" : Integer.toString(app.workers());
    }
}
