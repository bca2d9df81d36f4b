package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.app.config.source.SourceFile;
import dev.quaygate.app.config.source.Span;
import java.nio.file.Path;
import java.util.Map;

/**
 * What forms need to read: where problems go, and the machine around.
 *
 * @param problems where problems go
 * @param environment variables of the process
 */
public record Reading(Problems problems, Map<String, String> environment) {
    private static final SourceFile DEFAULTS = new SourceFile(Path.of(""), "default", "");

    /** Where defaults stand. */
    static final Span DEFAULT = new Span(DEFAULTS, 1, 1, 2);

    public Reading {
        environment = Map.copyOf(environment);
    }

    /** Whether nobody wrote this node. */
    public static boolean isDefault(Node node) {
        return node.span().file().equals(DEFAULTS);
    }

    /** A path as it is written in a file: relative to the directory of that file. */
    static Path resolve(Node node, String path) {
        Path directory = node.span().file().path().toAbsolutePath().getParent();
        Path relative = Path.of(path);
        return directory == null ? relative : directory.resolve(relative).normalize();
    }
}
