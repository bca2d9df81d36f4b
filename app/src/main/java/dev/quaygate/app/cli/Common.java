package dev.quaygate.app.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Flags that every verb takes, before or behind it. */
final class Common {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "configuration file")
    @Nullable Path config;

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS",
            scope = ScopeType.INHERIT,
            description = "admin endpoint: unix:/path or http://host:port")
    @Nullable String admin;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "answer as JSON")
    boolean json;

    @Option(
            names = "--quiet",
            scope = ScopeType.INHERIT,
            description = "print nothing, the exit status says it")
    boolean quiet;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "no colour")
    boolean noColor;
}
