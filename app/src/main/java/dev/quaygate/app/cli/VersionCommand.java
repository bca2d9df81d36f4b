package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code quaygate version}. */
@Command(name = "version", description = "version of the program")
final class VersionCommand implements Callable<Integer> {
    private final Common common;
    private final Terminal terminal;
    private final String version;

    VersionCommand(Common common, Terminal terminal, String version) {
        this.common = common;
        this.terminal = terminal;
        this.version = version;
    }

    @Override
    public Integer call() {
        String java = Runtime.version().toString();
        terminal.out()
                .println(
                        common.json
                                ? "{\"version\":\"" + version + "\",\"java\":\"" + java + "\"}"
                                : "quaygate " + version + "  java " + java);
        return ExitCode.DONE;
    }
}
