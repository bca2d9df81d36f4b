package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quaygate certs}: all certificates, or one with its timeline. */
@Command(
        name = "certs",
        description = "all certificates, or one with its timeline",
        subcommands = {})
final class CertsCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "a name or an id")
    @Nullable String name;

    private final Calls calls;

    CertsCommand(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Integer call() throws Failure {
        String one = name;
        return calls.show(
                one == null ? "/v1/certificates" : "/v1/certificates/" + Calls.segment(one));
    }

    /** {@code quaygate certs check}: exit status 6 if one needs a person. */
    @Command(name = "check", description = "exit status 6 if a certificate needs a person")
    static final class Check implements Callable<Integer> {
        private final Calls calls;

        Check(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            AdminClient.Answer answer = calls.get("/v1/certificates");
            int exit = calls.print(answer);
            boolean attention = "1".equals(answer.fields().get("quaygate-attention"));
            return attention ? ExitCode.ATTENTION : exit;
        }
    }

    /** {@code quaygate certs orders}: what runs and what waits for a limit. */
    @Command(name = "orders", description = "orders that run or wait for a limit of the CA")
    static final class Orders implements Callable<Integer> {
        private final Calls calls;

        Orders(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.show("/v1/orders");
        }
    }

    /** {@code quaygate certs issuers}: accounts, limits, CAA records. */
    @Command(name = "issuers", description = "issuers with account, limits and CAA records")
    static final class Issuers implements Callable<Integer> {
        private final Calls calls;

        Issuers(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.show("/v1/issuers");
        }
    }

    /** {@code quaygate certs renew NAME}. */
    @Command(name = "renew", description = "renew now and wait for the result")
    static final class Renew implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "a name or an id")
        String name = "";

        @Option(names = "--force", description = "also while it waits after a failure")
        boolean force;

        private final Calls calls;

        Renew(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.act(
                    "/v1/certificates/" + Calls.segment(name) + ":renew",
                    "{\"force\":" + force + "}");
        }
    }
}
