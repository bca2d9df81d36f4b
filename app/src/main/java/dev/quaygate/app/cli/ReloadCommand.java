package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code quaygate reload}: the running process reads its files again; waits for the result. */
@Command(name = "reload", description = "read the files again and wait for the result")
final class ReloadCommand implements Callable<Integer> {
    private final Calls calls;

    ReloadCommand(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Integer call() throws Failure {
        return calls.act("/v1/config:reload", "{}");
    }
}
