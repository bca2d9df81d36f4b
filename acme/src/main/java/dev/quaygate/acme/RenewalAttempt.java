package dev.quaygate.acme;

import dev.quaygate.acme.CertificateStatus.Attempt;
import dev.quaygate.acme.CertificateStatus.Fault;
import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.client.AcmeDirectory;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.FailureKind;
import dev.quaygate.acme.issue.IssueFailure;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.issue.OrderWish.Priority;
import dev.quaygate.acme.issue.OrderWish.Rank;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoreProblem;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt of one set, from the lease to the note of how it ended. */
final class RenewalAttempt {
    private static final Logger log = LoggerFactory.getLogger(RenewalAttempt.class);

    private static final int TRIES_PER_LIFE = 25;

    private final NameSet set;
    private final ManagerContext context;
    private final SetRecords records;
    private final Timeline timeline;
    private List<String> rejected = List.of();
    private boolean ordered;
    private @Nullable String challenge;
    private boolean missed;
    private boolean rehearsing;

    RenewalAttempt(NameSet set, ManagerContext context, SetRecords records, Timeline timeline) {
        this.set = set;
        this.context = context;
        this.records = records;
        this.timeline = timeline;
    }

    /**
     * @return false if somebody else is at it, or at the other half of the set: try again soon
     */
    boolean run(SetDecision.Attempt decision) throws InterruptedException {
        IssuerHealth health = context.health(decision.issuer().id());
        if (health.admit(clock()) != null && !set.state().force()) {
            return true; // another set has just become the probe
        }
        Instant since = clock();
        Optional<OrderLease> lease;
        try {
            lease = lease(decision);
        } catch (StoreProblem e) {
            // The store says so in the log, for all sets at once.
            set.waitForStore(decision, e, since);
            return true;
        }
        if (lease.isEmpty()) {
            return false;
        }
        attemptUnder(lease.get(), decision, since);
        return true;
    }

    private void attemptUnder(OrderLease lease, SetDecision.Attempt decision, Instant since)
            throws InterruptedException {
        Issuer issuer = decision.issuer();
        IssuerHealth health = context.health(issuer.id());
        try (OrderLease held = lease) {
            if (!health.places().isFree()) {
                timeline.add(
                        Kind.QUEUED, "waits for one of the orders in flight at " + issuer.id());
            }
            step(since, issuer, "queued");
            health.places().take(priority(decision));
            try {
                attempt(decision, held.own(), since);
            } finally {
                health.places().giveBack();
            }
        } finally {
            set.update(state -> state.running(null));
        }
    }

    private Priority priority(SetDecision.Attempt decision) {
        Rank missing = context.demand().rank(set.id(), decision.policy().names());
        return OrderWishes.priority(set.state(), decision.reason(), missing, clock());
    }

    /** Halves prove the same names: at a public authority one after the other. */
    private Optional<OrderLease> lease(SetDecision.Attempt decision) {
        List<String> others =
                decision.issuer() instanceof Issuer.Acme
                        ? context.otherHalves(decision.policy())
                        : List.of();
        return OrderLease.take(context.environment().store(), set.id(), others);
    }

    private void attempt(SetDecision.Attempt decision, Lease lease, Instant since)
            throws InterruptedException {
        try {
            if (renewedMeanwhile() || !set.isStillDue()) {
                return;
            }
            step(since, decision.issuer(), "store");
            context.environment().store().probe();
            context.environment().dns().sweep(set.id());
            StoredCertificate certificate = issue(decision, lease, since);
            succeeded(decision, certificate, since);
        } catch (OrderDeferred _) {
            records.clearPending(); // nothing was ordered; the next turn tells when it will be
        } catch (IssueFailed e) {
            failed(decision, e.failure(), since);
        } catch (StoreProblem e) {
            failed(
                    decision,
                    new IssueFailure.StoreUnwritable(e.getMessage() == null ? "" : e.getMessage()),
                    since);
        }
    }

    /**
     * Somebody else may have renewed while we waited for the lease: look again before spending an
     * order.
     */
    private boolean renewedMeanwhile() {
        StoredCertificate stored = records.load().certificate();
        StoredCertificate known = set.state().certificate();
        if (stored == null || (known != null && stored.generation() <= known.generation())) {
            return false;
        }
        set.adopt(stored);
        return true;
    }

    private StoredCertificate issue(SetDecision.Attempt decision, Lease lease, Instant since)
            throws IssueFailed, OrderDeferred, InterruptedException {
        return switch (decision.issuer()) {
            case Issuer.Acme acme -> order(decision, acme, lease, since);
            case Issuer.Internal internal ->
                    sign(decision.policy(), internal, decision.reason(), lease);
        };
    }

    private int failuresInRow(Issuer.Acme issuer) {
        return FailureCounts.of(set.state().attempts().backoff(issuer.id()))
                .of(FailureKind.VALIDATION);
    }

    private StoredCertificate order(
            SetDecision.Attempt decision, Issuer.Acme issuer, Lease lease, Instant since)
            throws IssueFailed, OrderDeferred, InterruptedException {
        CertificatePolicy policy = decision.policy();
        RenewalReason reason = decision.reason();
        step(since, issuer, "directory");
        AcmeDirectory directory;
        try {
            directory = context.client(issuer).directory();
        } catch (AcmeFailure e) {
            throw new IssueFailed(e);
        }
        context.health(issuer.id()).answered(clock());
        context.seen(issuer.id(), directory);
        context.clock().heard(directory.serverTime());
        var preflight = new OrderPreflight(context);
        if (records.pending().isEmpty()) {
            new ClockCheck(context).admit(set.state(), reason);
            step(since, issuer, "preflight");
            preflight.refuseFaults(policy, issuer, directory, failuresInRow(issuer));
        }
        rehearse(decision, issuer, since);
        var request =
                new IssuanceRequest(
                        policy,
                        issuer,
                        reason,
                        challenges(policy),
                        OrderWishes.replaces(set.state(), context.predecessor(policy), issuer)
                                .orElse(null),
                        oldKey(policy, reason),
                        step -> step(since, issuer, step),
                        new AttemptBudget(set, context, decision, issuer));
        var issuance = new Issuance(context.tools(issuer, records, timeline), request);
        try {
            return issuance.run(lease, directory);
        } catch (IssueFailed e) {
            if (e.failure() instanceof IssueFailure.NotValidated) {
                preflight.explain(policy, issuer, timeline);
            }
            throw e;
        } finally {
            challenge = issuance.challenge();
            missed = issuance.missedTheCheck();
            rejected = issuance.rejected();
            ordered = issuance.ordered();
            String placed = records.placed();
            set.update(state -> state.placed(placed));
        }
    }

    /** After a failed validation the authority is asked again only when its twin has passed. */
    private void rehearse(SetDecision.Attempt decision, Issuer.Acme issuer, Instant since)
            throws IssueFailed, InterruptedException {
        IssuerBackoff before = set.state().attempts().backoff(issuer.id());
        URI staging = issuer.facts().staging();
        if (before == null
                || !before.rehearse()
                || staging == null
                || set.state().force()
                || !context.settings().rehearse()) {
            return;
        }
        step(since, issuer, "rehearsal");
        Issuer.Acme twin = Rehearsal.twin(issuer, staging);
        rehearsing = true;
        new Rehearsal(context.tools(twin, records, timeline), twin)
                .run(decision.policy().names(), challenges(decision.policy()));
        rehearsing = false;
    }

    private StoredCertificate sign(
            CertificatePolicy policy, Issuer.Internal issuer, RenewalReason reason, Lease lease)
            throws IssueFailed, OrderDeferred {
        new ClockCheck(context).admit(set.state(), reason);
        CertifiedKey old = oldKey(policy, reason);
        KeyPair key =
                old == null
                        ? policy.keyType().generate()
                        : new KeyPair(old.leaf().getPublicKey(), old.privateKey());
        try {
            CertifiedKey signed =
                    context.environment().internal().sign(policy.names(), key, issuer.life());
            var meta =
                    new CertificateMeta(
                            policy.names(),
                            policy.keyType(),
                            issuer.id(),
                            "",
                            null,
                            clock(),
                            null,
                            reason);
            timeline.add(Kind.ISSUED, "serial " + StatusView.serial(signed.leaf()));
            return records.publish(lease, meta, signed);
        } catch (IOException e) {
            throw new IssueFailed(
                    new IssueFailure.StoreUnwritable("internal authority: " + e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new IssueFailed(
                    new IssueFailure.Refused("QG3018", String.valueOf(e.getMessage()), null));
        }
    }

    private void succeeded(
            SetDecision.Attempt decision, StoredCertificate certificate, Instant since) {
        set.update(state -> state.with(certificate, null).placed(null).asked(false, false));
        set.serve();
        timeline.add(
                Kind.PUBLISHED,
                "generation " + certificate.generation() + " from " + decision.issuer().id());
        set.remember(attempts -> {
            AttemptRecord done =
                    attempts.succeeded(ended(decision, since, "issued", "publish", null));
            return decision.reason() == RenewalReason.DAMAGED ? done.withDamageAt(clock()) : done;
        });
        try {
            records.clearPending();
        } catch (StoreProblem e) {
            // The next start sees that this order has been published and clears it away.
            log.warn("store.unwritable set={} what={}", set.id(), e.getMessage());
        }
    }

    private void failed(SetDecision.Attempt decision, IssueFailure failure, Instant since) {
        Instant now = clock();
        String issuer = decision.issuer().id();
        tellBudget(decision, failure);
        Fault fault = Diagnosis.of(failure);
        IssuerBackoff before = set.state().attempts().backoff(issuer);
        FailureCounts counts = FailureCounts.of(before).and(failure.kind());
        int inRow = counts.of(failure.kind());
        boolean atOnce = missed && before == null && failure.kind() == FailureKind.VALIDATION;
        // Once only and counted: who is killed again and again must not use up the CA's patience.
        Instant next = atOnce ? now : next(issuer, failure, inRow, now);
        int failures = (before == null ? 0 : before.failures()) + 1;
        boolean first = atOnce || (before != null && before.missed());
        boolean rehearse =
                !atOnce
                        && hasTwin(decision.issuer())
                        && (failure.kind() == FailureKind.VALIDATION
                                || (before != null && before.rehearse()));
        var backoff =
                new IssuerBackoff(
                        issuer, failures, failure.kind(), counts, now, next, first, rehearse);
        timeline.add(
                Kind.FAILED, fault.kind() + " at " + issuer + ": " + fault.detail(), fault.code());
        timeline.add(Kind.RETRY_AT, next + " at " + issuer);
        SetState.Running running = set.state().running();
        String step = running == null ? "" : running.step();
        set.remember(attempts ->
                attempts.failed(backoff, ended(decision, since, "failed", step, fault)));
    }

    private boolean hasTwin(Issuer issuer) {
        return context.settings().rehearse()
                && issuer instanceof Issuer.Acme acme
                && acme.facts().staging() != null;
    }

    private void tellBudget(SetDecision.Attempt decision, IssueFailure failure) {
        if (!rehearsing && decision.issuer() instanceof Issuer.Acme acme) {
            var budget = new AttemptBudget(set, context, decision, acme);
            budget.failed(failure, rejected);
            if (ordered && set.state().placed() == null) {
                budget.noCertificate();
            }
        }
    }

    private Instant next(String issuer, IssueFailure failure, int inRow, Instant now) {
        StoredCertificate certificate = set.state().certificate();
        Life life = certificate == null ? null : certificate.life();
        double luck = context.environment().random().nextDouble();
        Instant own = RetrySchedule.next(failure.kind(), inRow, now, life, failure.retryAt(), luck);
        if (life != null && isTriedOften(life, now)) {
            return life.end(); // nothing has helped so far: leave the authority in peace
        }
        if (failure.kind() != FailureKind.UNREACHABLE || rehearsing) {
            return own;
        }
        context.health(issuer).silent(now, life, failure.retryAt(), luck);
        return own;
    }

    private boolean isTriedOften(Life life, Instant now) {
        return life.isShort() && !life.isOver(now) && triesOfLife() >= TRIES_PER_LIFE;
    }

    /** Tries of this certificate's successor that the authority has seen fail. */
    private int triesOfLife() {
        return 1
                + set.state().attempts().backoffs().stream()
                        .filter(backoff -> backoff.kind() != FailureKind.UNREACHABLE)
                        .mapToInt(IssuerBackoff::failures)
                        .sum();
    }

    private Attempt ended(
            SetDecision.Attempt decision,
            Instant since,
            String result,
            String step,
            @Nullable Fault fault) {
        Duration took = Duration.between(since, clock());
        return new Attempt(since, result, took, decision.issuer().id(), challenge, step, fault);
    }

    /** What worked last time first; after a failed validation the next type has its turn. */
    private List<ChallengeType> challenges(CertificatePolicy policy) {
        List<ChallengeType> order = new ArrayList<>(policy.challenges());
        String good = set.state().attempts().goodChallenge();
        order.sort((a, b) -> Boolean.compare(b.word().equals(good), a.word().equals(good)));
        int failed =
                set.state().attempts().backoffs().stream()
                        .mapToInt(IssuerBackoff::challengesRefused)
                        .sum();
        Collections.rotate(order, -failed);
        return order;
    }

    private @Nullable CertifiedKey oldKey(CertificatePolicy policy, RenewalReason reason) {
        StoredCertificate current = set.state().certificate();
        boolean reuse = policy.reuseKey() && reason != RenewalReason.REVOKED;
        return reuse && current != null ? current.key() : null;
    }

    private void step(Instant since, Issuer issuer, String step) {
        set.update(state -> state.running(new SetState.Running(since, issuer, step)));
    }

    private Instant clock() {
        return context.environment().clock().instant();
    }
}
