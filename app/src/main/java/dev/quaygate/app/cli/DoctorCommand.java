package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code quaygate doctor}: exit status 6 if there is a fault. */
@Command(
        name = "doctor",
        description = "machine and certificates: what is wrong and how to fix it; exit status 6")
final class DoctorCommand implements Callable<Integer> {
    private final Calls calls;

    DoctorCommand(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Integer call() throws Failure {
        return calls.show("/v1/doctor");
    }
}
