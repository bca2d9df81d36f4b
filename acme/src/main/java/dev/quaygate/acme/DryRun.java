package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.issue.IssueFailure;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.StoreProblem;
import java.net.URI;
import java.util.Optional;

/**
 * Proves the names of a set at the place that its authority has for tests, because a person asks.
 * Gets no certificate, uses up no limit and changes nothing that is served.
 */
record DryRun(ManagerContext context, String set) {
    /**
     * Blocks until the authority has judged.
     *
     * @return empty if it would have issued, else why not
     * @throws IllegalArgumentException if the issuer has no such place, or an order is under way
     */
    Optional<CertificateStatus.Fault> run(CertificatePolicy policy, Issuer issuer)
            throws InterruptedException {
        Issuer.Acme twin = twin(issuer);
        var store = context.environment().store();
        var records = new SetRecords(store, set);
        var timeline =
                new Timeline(
                        store,
                        set,
                        context.environment().clock(),
                        context.environment().listener());
        try (OrderLease lease =
                OrderLease.take(store, set, context.otherHalves(policy)).orElse(null)) {
            if (lease == null) {
                throw new IllegalArgumentException(
                        "'" + set + "' has an order under way; try again when it is over");
            }
            new Rehearsal(context.tools(twin, records, timeline), twin)
                    .run(policy.names(), policy.challenges());
            return Optional.empty();
        } catch (IssueFailed e) {
            return Optional.of(failed(e.failure(), timeline));
        } catch (StoreProblem e) {
            return Optional.of(
                    failed(
                            new IssueFailure.StoreUnwritable(String.valueOf(e.getMessage())),
                            timeline));
        }
    }

    private static Issuer.Acme twin(Issuer issuer) {
        URI staging = issuer instanceof Issuer.Acme acme ? acme.facts().staging() : null;
        if (staging == null || !(issuer instanceof Issuer.Acme acme)) {
            throw new IllegalArgumentException(
                    "'"
                            + issuer.id()
                            + "' has no place for tests; look at what a preflight says instead");
        }
        return Rehearsal.twin(acme, staging);
    }

    private static CertificateStatus.Fault failed(IssueFailure failure, Timeline timeline) {
        CertificateStatus.Fault fault = Diagnosis.of(failure);
        timeline.add(Kind.FAILED, "dry run: " + fault.detail(), fault.code());
        return fault;
    }
}
