package dev.quaygate.workers;

import dev.quaygate.workers.settings.AppSettings;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One version of an application's files.
 *
 * @param name as users call it: from the settings, else the directory
 * @param directory links resolved, so it stays the same when a link is turned to another
 */
record Release(String name, Path directory) {
    /** What the settings mean now. */
    static Release of(AppSettings app) {
        Path directory = real(app.cwd());
        return new Release(app.release() == null ? directory.toString() : app.release(), directory);
    }

    /** What a person deployed. */
    static Release at(Path directory) {
        Path real = real(directory);
        return new Release(real.toString(), real);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            return path; // the launch says what is wrong with it
        }
    }
}
