package dev.quaygate.app.cli;

import dev.quaygate.app.trust.Machine;
import dev.quaygate.app.trust.RootCertificate;
import dev.quaygate.app.trust.TrustResult;
import dev.quaygate.app.trust.TrustResult.State;
import dev.quaygate.app.trust.TrustStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quaygate trust} and {@code untrust}: the root of the internal authority. */
abstract sealed class TrustCommand implements Callable<Integer> {
    private static final String PEM = "/v1/ca/root.pem";

    @Option(names = "--print", description = "print the root as PEM and change nothing")
    boolean print;

    @Option(
            names = "--root",
            paramLabel = "FILE",
            description = "a PEM file with the root, instead of asking the running process")
    @Nullable Path file;

    private final Common common;
    private final Calls calls;
    private final Terminal terminal;
    private final Machine machine;
    private final BiFunction<TrustStore, RootCertificate, TrustResult> step;

    private TrustCommand(
            Common common,
            Calls calls,
            Terminal terminal,
            Machine machine,
            BiFunction<TrustStore, RootCertificate, TrustResult> step) {
        this.common = common;
        this.calls = calls;
        this.terminal = terminal;
        this.machine = machine;
        this.step = step;
    }

    /** {@code quaygate trust}. */
    @Command(name = "trust", description = "trust the root of the internal authority")
    static final class Install extends TrustCommand {
        Install(Common common, Calls calls, Terminal terminal, Machine machine) {
            super(common, calls, terminal, machine, TrustStore::install);
        }
    }

    /** {@code quaygate untrust}. */
    @Command(name = "untrust", description = "undo `trust`")
    static final class Remove extends TrustCommand {
        Remove(Common common, Calls calls, Terminal terminal, Machine machine) {
            super(common, calls, terminal, machine, TrustStore::remove);
        }
    }

    @Override
    public Integer call() throws Failure {
        if (print && file == null) {
            return calls.show(PEM);
        }
        RootCertificate root = root();
        if (print) {
            terminal.out().print(root.pem());
            return ExitCode.DONE;
        }
        List<TrustResult> results =
                machine.stores().stream().map(store -> step.apply(store, root)).toList();
        show(root, results);
        boolean failed = results.stream().anyMatch(result -> result.state() == State.FAILED);
        return failed || results.isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
    }

    private RootCertificate root() throws Failure {
        Path named = file;
        try {
            if (named != null) {
                return RootCertificate.of(Files.readString(calls.absolute(named)));
            }
            AdminClient.Answer answer = calls.get(PEM);
            if (!answer.isGood()) {
                throw new Failure(answer.exit(), answer.body().strip());
            }
            return RootCertificate.of(answer.body());
        } catch (IOException | GeneralSecurityException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    "no root in %s: %s".formatted(named == null ? PEM : named, e.getMessage()));
        }
    }

    private void show(RootCertificate root, List<TrustResult> results) {
        if (common.json) {
            terminal.out().println(json(results));
            return;
        }
        if (!common.quiet) {
            terminal.out()
                    .printf(
                            "%s  %s  until %tF%n%n",
                            root.name(),
                            root.certificate().getSubjectX500Principal().getName(),
                            root.certificate().getNotAfter());
        }
        for (TrustResult result : results) {
            boolean failed = result.state() == State.FAILED;
            if (failed || !common.quiet) {
                (failed ? terminal.err() : terminal.out())
                        .printf(
                                "%-7s %-14s %s%s%n",
                                result.store(),
                                result.state().words(),
                                result.place(),
                                failed ? ": " + result.note() : "");
            }
        }
        if (results.isEmpty()) {
            terminal.err()
                    .println(
                            "no trust store found; install ca-certificates, or take the root from `quaygate trust --print`");
        }
    }

    private static String json(List<TrustResult> results) {
        return results.stream()
                .map(result ->
                        "{\"store\":%s,\"place\":%s,\"state\":%s,\"note\":%s}"
                                .formatted(
                                        Calls.quoted(result.store()),
                                        Calls.quoted(result.place().toString()),
                                        Calls.quoted(result.state().words()),
                                        Calls.quoted(result.note())))
                .collect(java.util.stream.Collectors.joining(",", "[", "]"));
    }
}
