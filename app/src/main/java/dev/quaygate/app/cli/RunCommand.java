package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code quaygate run}. */
@Command(name = "run", description = "serve in the foreground")
final class RunCommand implements Callable<Integer> {
    private final Common common;
    private final Terminal terminal;
    private final Serve serve;

    RunCommand(Common common, Terminal terminal, Serve serve) {
        this.common = common;
        this.terminal = terminal;
        this.serve = serve;
    }

    @Override
    public Integer call() throws Failure {
        return serve.serve(ConfigFile.find(common.config, terminal), null, terminal.environment());
    }
}
