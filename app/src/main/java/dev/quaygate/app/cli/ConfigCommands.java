package dev.quaygate.app.cli;

import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.EffectiveConfig;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.app.config.SchemaWriter;
import dev.quaygate.app.config.source.ProblemPrinter;
import dev.quaygate.app.config.source.ProblemPrinter.Format;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quaygate config show} and {@code quaygate config schema}. */
final class ConfigCommands {
    private ConfigCommands() {}

    /** {@code quaygate config}. */
    @Command(name = "config", description = "the configuration that serves, and its schema")
    static final class Group {}

    /** Of the running process, or of a file if one is named with {@code -c}. */
    @Command(name = "show", description = "what serves, or with -c what a file says")
    static final class Show implements Callable<Integer> {
        @Option(
                names = "--effective",
                description = "say where each value comes from, defaults too")
        boolean effective;

        private final Common common;
        private final Calls calls;
        private final Terminal terminal;

        Show(Common common, Calls calls, Terminal terminal) {
            this.common = common;
            this.calls = calls;
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws Failure {
            Path file = common.config;
            return file == null
                    ? calls.show(effective ? "/v1/config?origins" : "/v1/config")
                    : show(file);
        }

        private int show(Path file) {
            Loaded loaded = ConfigLoader.load(ConfigRequest.of(file, terminal.environment()));
            if (!(loaded instanceof Loaded.Good good)) {
                terminal.err()
                        .print(
                                ProblemPrinter.print(
                                        Format.TEXT,
                                        loaded.problems(),
                                        Outcome.CHECKED,
                                        ProblemPrinter.SHOWN));
                return ExitCode.CONFIGURATION;
            }
            EffectiveConfig config = good.configuration().effective();
            terminal.out().print(common.json ? config.json() + "\n" : config.yaml(effective));
            return ExitCode.DONE;
        }
    }

    /** The schema of this program, for editors. */
    @Command(name = "schema", description = "JSON Schema of the configuration")
    static final class Schema implements Callable<Integer> {
        private final Terminal terminal;

        Schema(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            terminal.out().print(SchemaWriter.write());
            return ExitCode.DONE;
        }
    }
}
