package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code quaygate status}: one screen; with {@code --quiet} the exit status alone. */
@Command(name = "status", description = "the process on one screen; --quiet: exit status only")
final class StatusCommand implements Callable<Integer> {
    private final Common common;
    private final Calls calls;

    StatusCommand(Common common, Calls calls) {
        this.common = common;
        this.calls = calls;
    }

    @Override
    public Integer call() throws Failure {
        AdminClient.Answer answer = calls.get("/v1/status");
        int attention = calls.print(answer);
        return answer.isGood() && !common.quiet ? ExitCode.DONE : attention;
    }
}
