package dev.quaygate.app.cli;

import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.app.config.source.ProblemPrinter;
import dev.quaygate.app.config.source.ProblemPrinter.Format;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quaygate check}: reads and judges, touches nothing. */
@Command(name = "check", description = "validate the configuration; touches nothing")
final class CheckCommand implements Callable<Integer> {
    @Option(names = "--format", paramLabel = "FORMAT", description = "text, gcc, github or json")
    String format = "text";

    @Option(names = "--all", description = "show all problems, however many")
    boolean all;

    private final Common common;
    private final Terminal terminal;

    CheckCommand(Common common, Terminal terminal) {
        this.common = common;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Failure {
        Path file = ConfigFile.find(common.config, terminal);
        Format wanted = common.json ? Format.JSON : format();
        Loaded loaded = ConfigLoader.load(ConfigRequest.of(file, terminal.environment()));
        boolean good = loaded instanceof Loaded.Good one && one.broken().isEmpty();
        if (!common.quiet) {
            terminal.out()
                    .print(
                            ProblemPrinter.print(
                                    wanted,
                                    loaded.problems(),
                                    Outcome.CHECKED,
                                    all ? Integer.MAX_VALUE : ProblemPrinter.SHOWN));
            if (good && wanted == Format.TEXT && loaded instanceof Loaded.Good one) {
                terminal.out().println(summary(file, one.configuration()));
            }
        }
        return good ? ExitCode.DONE : ExitCode.CONFIGURATION;
    }

    private Format format() throws Failure {
        try {
            return Format.of(format);
        } catch (IllegalArgumentException _) {
            throw new Failure(
                    ExitCode.USAGE,
                    "`" + format + "` is not a format; write text, gcc, github or json");
        }
    }

    private static String summary(Path file, Configuration configuration) {
        return file
                + ": valid   "
                + count(configuration.proxy().routes().size(), "route")
                + ", "
                + count(configuration.proxy().pools().size() - configuration.apps().size(), "pool")
                + (configuration.apps().isEmpty()
                        ? ""
                        : ", " + count(configuration.apps().size(), "app"))
                + ", "
                + count(certificates(configuration), "certificate");
    }

    /** Names on demand get theirs later, if ever. */
    private static int certificates(Configuration configuration) {
        return (int) configuration.sites().stream().filter(site -> !site.onDemand()).count();
    }

    private static String count(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
