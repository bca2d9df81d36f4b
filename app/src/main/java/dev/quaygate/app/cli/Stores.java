package dev.quaygate.app.cli;

import java.nio.file.Path;
import java.util.Map;

/** Opens the store that a configuration file names, without serving anything. */
public interface Stores {
    /**
     * Opens it.
     *
     * @param writes false to read only, which works beside a process that serves; true takes a
     *     directory for ourselves, while an etcd can be shared anyway
     */
    OpenStore open(Path file, Map<String, String> environment, boolean writes) throws Failure;
}
