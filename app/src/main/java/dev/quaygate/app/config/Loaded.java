package dev.quaygate.app.config;

import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.SourceFile;
import java.nio.file.Path;
import java.util.List;

/** What loading gave. */
public sealed interface Loaded {
    /** Every problem of every file: errors first, then warnings, each in file order. */
    List<Problem> problems();

    /** The files that were read, for the printers. */
    List<SourceFile> files();

    /**
     * Settings to serve with.
     *
     * @param problems warnings, and the errors of broken drop-ins
     * @param broken drop-ins that were replaced by their last good version or left out; the
     *     configuration is degraded unless this is empty
     */
    record Good(
            Configuration configuration,
            List<Problem> problems,
            List<BrokenDropIn> broken,
            List<SourceFile> files)
            implements Loaded {
        public Good {
            problems = List.copyOf(problems);
            broken = List.copyOf(broken);
            files = List.copyOf(files);
        }
    }

    /** Nothing to serve with: at least one error. */
    record Bad(List<Problem> problems, List<SourceFile> files) implements Loaded {
        public Bad {
            problems = List.copyOf(problems);
            files = List.copyOf(files);
        }
    }

    /**
     * A drop-in with errors.
     *
     * @param kept whether its last good version serves; else it is left out
     */
    record BrokenDropIn(Path path, String name, boolean kept) {}
}
