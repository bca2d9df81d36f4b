package dev.quaygate.workers.probe;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a command probe runs in: that of the worker.
 *
 * @param environment the whole of it; nothing of ours is added
 * @param wrapper words put before the command, as {@code setpriv} with the worker's user; may be
 *     empty
 */
public record Surroundings(Path cwd, Map<String, String> environment, List<String> wrapper) {
    public Surroundings {
        environment = Map.copyOf(environment);
        wrapper = List.copyOf(wrapper);
    }

    /** Does not show values of the environment. */
    @Override
    public String toString() {
        return "Surroundings[" + cwd + ", " + environment.keySet() + ", " + wrapper + "]";
    }
}
