package dev.quaygate.app.state;

import dev.quaygate.app.config.source.Problem;
import dev.quaygate.proxy.server.ApplyResult;
import java.util.List;

/** What became of an attempt to load the configuration again. */
public sealed interface ReloadResult {
    /** The configuration that serves after the attempt. */
    Running running();

    /**
     * It serves.
     *
     * @param result what the data plane did
     * @param others changed parts beside the data plane, such as {@code admin}
     * @param apps what changes about apps, a line each
     * @param orders certificates that will be ordered because of it
     * @param notes what takes effect only at the next start, as sentences
     */
    record Applied(
            Running running,
            ApplyResult result,
            List<String> others,
            List<String> apps,
            int orders,
            List<String> notes)
            implements ReloadResult {
        public Applied {
            others = List.copyOf(others);
            apps = List.copyOf(apps);
            notes = List.copyOf(notes);
        }
    }

    /** Refused because of what the files say; {@code running} serves on. */
    record Invalid(Running running, List<Problem> problems) implements ReloadResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /**
     * The files are good, the machine refuses; {@code running} serves on.
     *
     * @param code diagnostic such as {@code QG2002}
     * @param message what, where and what to do
     */
    record Refused(Running running, String code, String message) implements ReloadResult {}
}
