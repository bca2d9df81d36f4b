package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quaygate routes} and {@code quaygate pools}. */
final class ListCommands {
    private ListCommands() {}

    /** {@code quaygate routes}. */
    @Command(name = "routes", description = "routes with their counters")
    static final class Routes implements Callable<Integer> {
        private final Calls calls;

        Routes(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.show("/v1/routes");
        }
    }

    /** {@code quaygate pools [NAME]}. */
    @Command(name = "pools", description = "endpoints of all pools, or of one with its checks")
    static final class Pools implements Callable<Integer> {
        @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "a pool")
        @Nullable String name;

        private final Calls calls;

        Pools(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            String one = name;
            return calls.show(one == null ? "/v1/pools" : "/v1/pools/" + Calls.segment(one));
        }
    }
}
