package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code quaygate events}: what happens from now on, until it is ended. */
@Command(name = "events", description = "what happens from now on, one JSON object a line")
final class EventsCommand implements Callable<Integer> {
    private final Calls calls;

    EventsCommand(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Integer call() throws Failure {
        return calls.stream("/v1/events?live");
    }
}
