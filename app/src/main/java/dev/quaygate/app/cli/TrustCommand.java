package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quaygate trust --print}: the root of the internal authority. */
@Command(name = "trust", description = "the root certificate of the internal authority")
final class TrustCommand implements Callable<Integer> {
    @Option(names = "--print", required = true, description = "print it as PEM")
    boolean print;

    private final Calls calls;

    TrustCommand(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Integer call() throws Failure {
        return calls.show("/v1/ca/root.pem");
    }
}
