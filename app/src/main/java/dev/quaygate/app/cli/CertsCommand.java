package dev.quaygate.app.cli;

import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        @Option(
                names = "--warn",
                paramLabel = "FRACTION",
                description = "also if less of its life is left: 1/4, 25%% or 0.25")
        @Nullable String warn;

        private final Calls calls;

        Check(Calls calls) {
            this.calls = calls;
        }

        private static final Pattern FRACTION =
                Pattern.compile(
                        "([0-9]{1,3})/([1-9][0-9]{0,2})|([0-9]{1,2}(?:\\.[0-9]{1,6})?)(%?)");

        @Override
        public Integer call() throws Failure {
            AdminClient.Answer answer = calls.get("/v1/certificates" + query());
            int exit = calls.print(answer);
            boolean attention = "1".equals(answer.fields().get("quaygate-attention"));
            return attention ? ExitCode.ATTENTION : exit;
        }

        private String query() throws Failure {
            String text = warn;
            return text == null ? "" : "?warn=" + fraction(text);
        }

        /** Never days: a certificate of six days is well with two to go. */
        private static double fraction(String text) throws Failure {
            Matcher of = FRACTION.matcher(text);
            double share = -1;
            if (of.matches() && of.group(1) != null) {
                share = Double.parseDouble(of.group(1)) / Double.parseDouble(of.group(2));
            } else if (of.matches()) {
                double number = Double.parseDouble(of.group(3));
                share = of.group(4).isEmpty() ? number : number / 100;
            }
            if (share > 0 && share < 1) {
                return share;
            }
            throw new Failure(
                    ExitCode.USAGE,
                    "--warn: `" + text + "` is no part of a life; write 1/4, 25% or 0.25");
        }
    }

    /** {@code quaygate certs preflight NAME}: exit status 6 if an order would fail. */
    @Command(
            name = "preflight",
            description = "what would make the next order fail; exit status 6 if something would")
    static final class Preflight implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "a name or an id")
        String name = "";

        private final Calls calls;

        Preflight(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.act("/v1/certificates/" + Calls.segment(name) + ":preflight", "{}");
        }
    }

    /** {@code quaygate certs dns-record NAME}. */
    @Command(
            name = "dns-record",
            description = "TXT record that proves a name for ever (dns-persist-01, experimental)")
    static final class DnsRecord implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "a name or an id")
        String name = "";

        private final Calls calls;

        DnsRecord(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.act("/v1/certificates/" + Calls.segment(name) + ":dns-record", "{}");
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

    /** {@code quaygate certs revoke NAME}. */
    @Command(name = "revoke", description = "revoke, and replace with a new key at once")
    static final class Revoke implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "a name or an id")
        String name = "";

        @Option(
                names = "--reason",
                paramLabel = "R",
                description =
                        "unspecified, keyCompromise, affiliationChanged, superseded or"
                                + " cessationOfOperation")
        String reason = "unspecified";

        @Option(
                names = "--key-type",
                paramLabel = "K",
                description = "only this one, where a name has two certificates")
        String keyType = "";

        private final Calls calls;

        Revoke(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.act(
                    "/v1/certificates/" + Calls.segment(name) + ":revoke",
                    "{\"reason\":"
                            + Calls.quoted(reason)
                            + ",\"keyType\":"
                            + Calls.quoted(keyType)
                            + "}");
        }
    }

    /** {@code quaygate certs forget NAME}. */
    @Command(name = "forget", description = "delete one that no route uses, key included")
    static final class Forget implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "a name or an id")
        String name = "";

        private final Calls calls;

        Forget(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.act("/v1/certificates/" + Calls.segment(name) + ":forget", "{}");
        }
    }

    /** {@code quaygate certs prune}. */
    @Command(name = "prune", description = "delete certificates that no route uses")
    static final class Prune implements Callable<Integer> {
        private final Calls calls;

        Prune(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.act("/v1/certificates:prune", "{}");
        }
    }

    /** {@code quaygate certs change-key ISSUER}. */
    @Command(name = "change-key", description = "a fresh key for our account at an issuer")
    static final class ChangeKey implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ISSUER", description = "an issuer")
        String issuer = "";

        private final Calls calls;

        ChangeKey(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.act("/v1/issuers/" + Calls.segment(issuer) + ":changeKey", "{}");
        }
    }

    /** {@code quaygate certs renew NAME}. */
    @Command(name = "renew", description = "renew now and wait for the result")
    static final class Renew implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "a name or an id")
        String name = "";

        @Option(names = "--force", description = "also while it waits after a failure")
        boolean force;

        @Option(names = "--issuer", paramLabel = "I", description = "at this issuer")
        String issuer = "";

        @Option(
                names = "--dry-run",
                description = "only at the issuer's place for tests; what is served stays")
        boolean dryRun;

        @Option(
                names = "--key-type",
                paramLabel = "K",
                description = "only this one, where a name has two certificates")
        String keyType = "";

        private final Calls calls;

        Renew(Calls calls) {
            this.calls = calls;
        }

        @Override
        public Integer call() throws Failure {
            return calls.act(
                    "/v1/certificates/" + Calls.segment(name) + ":renew",
                    "{\"force\":"
                            + force
                            + ",\"issuer\":"
                            + Calls.quoted(issuer)
                            + ",\"dryRun\":"
                            + dryRun
                            + ",\"keyType\":"
                            + Calls.quoted(keyType)
                            + "}");
        }
    }
}
