package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quaygate why}: what became of a request that failed. */
@Command(name = "why", description = "why a request failed, by its X-Request-Id")
final class WhyCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "X-Request-Id of the answer, or its beginning")
    String id = "";

    private final Calls calls;

    WhyCommand(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Integer call() throws Failure {
        return calls.show("/v1/requests/" + Calls.segment(id));
    }
}
