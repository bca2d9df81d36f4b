package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.AcmeFailure.Reason;
import dev.quaygate.acme.client.AcmeProblem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way to an authority in memory: takes time on the test's clock and breaks as planned. */
public final class DirectLine {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A request to the core. */
    interface Ask<T> {
        T now(Draft entry) throws CaProblem;
    }

    /** What the ledger will say of a request. */
    static final class Draft {
        String account = "";
        String about = "";
        List<String> names = List.of();
    }

    private final Authority core;
    private final Duration latency;
    private final Consumer<Duration> pass;

    /**
     * A way.
     *
     * @param latency time that each request takes
     * @param pass moves the clock
     */
    public DirectLine(Authority core, Duration latency, Consumer<Duration> pass) {
        this.core = core;
        this.latency = latency;
        this.pass = pass;
    }

    <T> T ask(Endpoint endpoint, Ask<T> ask) throws AcmeFailure {
        if (latency.isPositive()) {
            pass.accept(latency);
        }
        core.killPoint().at(endpoint, false);
        Fault fault = core.script().next(endpoint).orElse(null);
        if (fault != null) {
            breakBefore(endpoint, fault);
        }
        var entry = new Draft();
        String problem = null;
        try {
            core.request(endpoint);
            T answer = ask.now(entry);
            core.killPoint().at(endpoint, true);
            if (fault != null) {
                breakAfter(fault);
            }
            return answer;
        } catch (CaProblem e) {
            problem = e.type;
            throw failure(e);
        } finally {
            core.ledger()
                    .add(
                            new Ledger.Entry(
                                    core.now(),
                                    endpoint,
                                    entry.account,
                                    entry.about,
                                    entry.names,
                                    problem));
        }
    }

    private void breakBefore(Endpoint endpoint, Fault fault) throws AcmeFailure {
        AcmeFailure failure =
                switch (fault) {
                    case Fault.Refuse _ -> unreachable("refused", 0, null);
                    case Fault.HangAtAccept _, Fault.HangAtTls _ -> {
                        pass.accept(LIMIT);
                        yield unreachable("too slow", 0, null);
                    }
                    case Fault.Status(int status, String retryAfter) ->
                            unreachable("status " + status, status, retryAfter);
                    case Fault.Problem(int status, String type, String detail, String retryAfter) ->
                            failure(
                                    new CaProblem(
                                            status,
                                            type,
                                            detail,
                                            retryAt(retryAfter, core.now()),
                                            List.of(),
                                            null));
                    default -> null;
                };
        if (failure != null) {
            core.ledger()
                    .add(
                            new Ledger.Entry(
                                    core.now(), endpoint, "", "", List.of(), "fault " + fault));
            throw failure;
        }
    }

    private void breakAfter(Fault fault) throws AcmeFailure {
        switch (fault) {
            case Fault.HangAtHead _, Fault.HangAtBody _, Fault.Drip _ -> pass.accept(LIMIT);
            default -> {}
        }
        throw unreachable("broken by " + fault, 0, null);
    }

    private AcmeFailure unreachable(String what, int status, @Nullable String retryAfter) {
        return new AcmeFailure(
                new Reason.Unreachable(what, status), retryAt(retryAfter, core.now()), null);
    }

    /** What the real client makes of a problem document. */
    static AcmeFailure failure(CaProblem problem) {
        AcmeProblem told = problem(problem);
        Reason reason =
                problem.type.equals("alreadyReplaced")
                        ? new Reason.AlreadyReplaced(told)
                        : problem.status >= 500 && !problem.type.equals("rateLimited")
                                ? new Reason.Unreachable(told.summary(), problem.status)
                                : new Reason.Refused(told);
        return new AcmeFailure(reason, problem.retryAt, problem);
    }

    static AcmeProblem problem(CaProblem problem) {
        return new AcmeProblem(
                problem.type,
                problem.detail(),
                problem.status,
                problem.subproblems.stream()
                        .map(sub ->
                                new AcmeProblem.Subproblem(sub.type(), sub.detail(), sub.name()))
                        .toList(),
                problem.instance);
    }

    /** The instant of a Retry-After header as the real client reads it. */
    static @Nullable Instant retryAt(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        if (header.matches("\\d{1,9}")) {
            return now.plusSeconds(Long.parseLong(header));
        }
        try {
            Instant at = DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from);
            return at.isBefore(now) ? null : at;
        } catch (DateTimeException _) {
            return null;
        }
    }
}
