package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.issue.BudgetLimit;
import dev.quaygate.acme.issue.IssueFailure;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoreProblem;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One set of names through its life. {@link #turn} looks at everything once and does what is due;
 * its caller repeats it at the instant it returns. Turns never overlap; the other methods may be
 * called by any thread.
 */
final class NameSet {
    private static final Logger log = LoggerFactory.getLogger(NameSet.class);

    private static final Duration UNTIL_UNUSED = Duration.ofMinutes(1);
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(10);
    private static final Duration SHORTEST_SLEEP = Duration.ofSeconds(1);

    private final String id;
    private final ManagerContext context;
    private final SetRecords records;
    private final Timeline timeline;
    private final ServedCertificate served;
    private final SetOutlook outlook;
    private final Askers askers = new Askers();
    private volatile @Nullable Issuer askedIssuer; // null for the policy's own
    private volatile boolean news;
    private @Nullable Instant unusedHere; // since when this process knows of no policy; of turns
    private volatile SetState state;
    private BudgetLimit.@Nullable Scope queuedFor; // the limit that the timeline names; of turns

    NameSet(String id, ManagerContext context, @Nullable CertificatePolicy policy) {
        CertificateStore store = context.environment().store();
        this.id = id;
        this.context = context;
        this.records = new SetRecords(store, id);
        this.timeline =
                new Timeline(
                        store, id, context.environment().clock(), context.environment().listener());
        this.served = new ServedCertificate(id, context.environment().listener());
        this.outlook = new SetOutlook(id, context);
        this.state = new SetOpening(context, id, records, timeline).state(policy);
    }

    String id() {
        return id;
    }

    SetState state() {
        return state;
    }

    List<TimelineEntry> timeline() {
        return timeline.entries();
    }

    CertificateStatus status() {
        SetState now = state;
        Instant instant = clock();
        SetDecision decision = decide(now, instant);
        return StatusView.of(
                id, now, decision, served.isServing(), context.clock().cautious(instant));
    }

    /** Takes a new wish. A changed one is tried at once, whatever the old one led to. */
    void configure(@Nullable CertificatePolicy policy) {
        update(before -> {
            boolean changed =
                    policy != null && before.policy() != null && !policy.equals(before.policy());
            return changed
                    ? before.with(policy).with(before.attempts().withoutBackoffs())
                    : before.with(policy);
        });
    }

    /** Publishes what is stored, before anything else happens. */
    void serve() {
        Instant now = context.clock().cautious(clock());
        served.bring(
                state.certificate(),
                state.policy() != null,
                context.settings().serveExpired(),
                now);
    }

    /** Publishes again, so that it wins over other sets with the same names. */
    void serveAgain() {
        StoredCertificate certificate = state.certificate();
        if (certificate != null && served.isServing()) {
            served.publish(certificate, state.policy() != null);
        }
    }

    CompletableFuture<CertificateStatus> ask(boolean force, @Nullable Issuer issuer) {
        synchronized (askers) {
            var answer = askers.add(state.generation());
            askedIssuer = issuer;
            update(before -> before.asked(true, force || before.force()));
            return answer;
        }
    }

    /** Answers those who asked; called at the end of a manager too. */
    void answer() {
        answerBelow(Integer.MAX_VALUE);
    }

    private void answerBelow(int generation) {
        CertificateStatus status = status(); // while it is still asked for: says why it waits
        List<CompletableFuture<CertificateStatus>> answered;
        synchronized (askers) {
            answered = askers.takeBelow(generation);
            if (askers.isEmpty()) {
                update(before -> before.asked(false, false));
                askedIssuer = null;
            }
        }
        answered.forEach(future -> future.complete(status));
    }

    /** Does what is due and gives the instant of the next turn. */
    Instant turn() throws InterruptedException {
        look();
        boolean asked = state.asked();
        boolean attempted = false;
        int before = state.generation();
        SetDecision decision = decideNow();
        if (decision instanceof SetDecision.Delete) {
            delete();
        }
        if (decision instanceof SetDecision.Attempt attempt) {
            if (!new RenewalAttempt(this, context, records, timeline).run(attempt)) {
                return wake(clock()); // who asked is answered when it was tried
            }
            attempted = true;
            look();
            decideNow();
        }
        if (state.generation() > before) {
            answerBelow(
                    state.generation()); // who asked when this one was there already wants the next
        } else if (asked || attempted) {
            answer(); // who asked during an attempt gets its outcome
        }
        return askers.isEmpty() ? wake(clock()) : clock();
    }

    /** Decides; a set that needs no order gives its place in the queue to others. */
    private SetDecision decideNow() {
        SetDecision decision = decide(state, clock());
        if (!(decision instanceof SetDecision.Queue queue)) {
            if (decision instanceof SetDecision.Wait) {
                context.budget().leave(id);
            }
            queuedFor = null;
            return decision;
        }
        if (queue.scope() != queuedFor) {
            queuedFor = queue.scope();
            timeline.add(Kind.QUEUED, queue.next().why());
        }
        return decision;
    }

    private void look() throws InterruptedException {
        if (news) {
            news = false;
            catchUp();
        }
        new ClockCheck(context).look(this);
        serve();
        noteUse(clock());
        alert(context.clock().cautious(clock()));
        new RenewalInfoPoll(this, context, records, timeline).look(clock());
        lookForRevocation(clock());
    }

    private void lookForRevocation(Instant now) throws InterruptedException {
        StoredCertificate certificate = state.certificate();
        if (certificate == null
                || state.policy() == null
                || SetDecision.isRevoked(certificate, state)) {
            return;
        }
        Optional<URI> list = context.revocations().revokedBy(certificate.key().chain(), now);
        list.ifPresent(url ->
                revoked(StatusView.serial(certificate.key().leaf()), "is in the list " + url));
    }

    /** A set that is left out of the configuration for a moment only is not unused. */
    private void noteUse(Instant now) {
        Instant since = state.attempts().unusedSince();
        if (state.policy() != null) {
            unusedHere = null;
            if (since != null) {
                remember(attempts -> attempts.withUnusedSince(null));
            }
            return;
        }
        Instant from = unusedHere == null ? now : unusedHere;
        unusedHere = from;
        boolean settled = !now.isBefore(from.plus(UNTIL_UNUSED));
        if (since == null && settled && state.certificate() != null) {
            remember(attempts -> attempts.withUnusedSince(from));
        }
    }

    /**
     * Deletes certificate, key and everything that is remembered of an unused set.
     *
     * @return false if it is used, or somebody else is at it
     */
    boolean delete() {
        StoredCertificate certificate = state.certificate();
        if (state.policy() != null || certificate == null) {
            return false;
        }
        try (Lease lease = context.environment().store().lease(id).orElse(null)) {
            if (lease == null) {
                return false;
            }
            records.deleteAll();
            update(_ -> SetState.EMPTY);
            served.bring(null, false, false, clock());
            log.info("certificate.deleted set={} names={}", id, certificate.meta().names());
            return true;
        } catch (StoreProblem e) {
            log.warn("store.unwritable set={} what={}", id, e.getMessage());
            return false;
        }
    }

    /** The certificate is revoked for certain: the next turn orders another one. */
    void revoked(String serial, String why) {
        remember(attempts -> attempts.withRevoked(serial));
        timeline.add(Kind.REVOKED, "serial " + serial + " " + why);
    }

    /** Another node has written to the store; the next turn looks. */
    void newsInStore() {
        news = true;
    }

    /**
     * Looks, under the lease, whether another node has tried and failed meanwhile: its waiting time
     * is ours too.
     */
    boolean isStillDue() {
        if (!context.environment().store().isShared()) {
            return true;
        }
        AttemptRecord stored = records.attempts();
        update(before -> before.with(stored));
        return decide(state, clock()) instanceof SetDecision.Attempt;
    }

    /** Waits for a store that does not answer; in memory only. */
    void waitForStore(SetDecision.Attempt decision, StoreProblem problem, Instant since) {
        Instant now = clock();
        var failure = new IssueFailure.StoreUnwritable(String.valueOf(problem.getMessage()));
        String issuer = decision.issuer().id();
        IssuerBackoff before = state.attempts().backoff(issuer);
        FailureCounts counts = FailureCounts.of(before).and(failure.kind());
        int inRow = counts.of(failure.kind());
        double luck = context.environment().random().nextDouble();
        Instant next = RetrySchedule.next(failure.kind(), inRow, now, null, null, luck);
        int failures = before == null ? 0 : before.failures();
        var attempt =
                new CertificateStatus.Attempt(
                        since,
                        "failed",
                        Duration.between(since, now),
                        issuer,
                        null,
                        "lease",
                        Diagnosis.of(failure));
        update(state ->
                state.with(
                        state.attempts()
                                .failed(
                                        new IssuerBackoff(
                                                issuer,
                                                failures,
                                                failure.kind(),
                                                counts,
                                                now,
                                                next,
                                                false),
                                        attempt)));
    }

    /** Takes over a certificate that is in the store already. */
    void adopt(StoredCertificate certificate) {
        AriRecord ari = records.ari(certificate.generation()).orElse(null);
        update(before -> before.with(certificate, ari));
        serve();
    }

    void update(UnaryOperator<SetState> change) {
        synchronized (records) {
            state = change.apply(state);
        }
    }

    /**
     * Changes the memory of attempts, in the store first; if that fails it holds for this process
     * only.
     */
    void remember(UnaryOperator<AttemptRecord> change) {
        AttemptRecord changed = change.apply(state.attempts());
        update(before -> before.with(changed));
        try {
            if (context.environment().store().isShared()) {
                AttemptRecord agreed = records.change(change);
                update(before -> before.with(agreed));
                return;
            }
            records.put(changed);
        } catch (StoreProblem e) {
            log.warn("store.unwritable set={} what={}", id, e.getMessage());
        }
    }

    /** Takes over a newer certificate that another node has published. */
    private void catchUp() {
        StoredCertificate stored = records.load().certificate();
        StoredCertificate known = state.certificate();
        if (stored != null && (known == null || stored.generation() > known.generation())) {
            adopt(stored);
            update(before -> before.with(before.attempts().withoutBackoffs()));
        }
    }

    private SetDecision decide(SetState state, Instant now) {
        Issuer only = askedIssuer;
        CertificatePolicy policy = state.policy();
        return only == null || !state.asked() || policy == null
                ? SetDecision.of(id, state, outlook, now)
                : SetDecision.of(id, state.with(policy.withIssuer(only)), outlook, now);
    }

    private void alert(Instant now) {
        StoredCertificate certificate = state.certificate();
        if (certificate == null || state.policy() == null) {
            return;
        }
        String serial = StatusView.serial(certificate.key().leaf());
        List<Double> due =
                LifeThresholds.due(
                        context.settings().alerts(),
                        certificate.life(),
                        serial,
                        state.attempts().alerts(),
                        now);
        if (!due.isEmpty()) {
            remember(attempts ->
                    attempts.withAlerts(new AttemptRecord.AlertMark(serial, due.getLast())));
            served.alert(certificate, due, timeline, now);
        }
    }

    private Instant wake(Instant now) {
        StoredCertificate certificate = state.certificate();
        Life life = certificate == null ? null : certificate.life();
        Duration sleep =
                life == null
                        ? LONGEST_SLEEP
                        : Durations.clamp(life.part(1 / 100.0), SHORTEST_SLEEP, LONGEST_SLEEP);
        Instant wake = now.plus(sleep);
        Instant next =
                switch (decide(state, now)) {
                    case SetDecision.Wait(CertificateStatus.Next step) -> step.at();
                    case SetDecision.Queue(CertificateStatus.Next step, var _) -> step.at();
                    case SetDecision.Attempt _, SetDecision.Delete _ -> now.plus(SHORTEST_SLEEP);
                };
        if (next != null) {
            wake = Durations.earlier(wake, next);
        }
        if (life != null && state.orderedFrom() != null && state.ari() != null) {
            wake = Durations.earlier(wake, state.ari().nextCheck());
        }
        Instant threshold =
                life == null ? null : LifeThresholds.next(context.settings().alerts(), life, now);
        return threshold == null ? wake : Durations.earlier(wake, threshold);
    }

    private Instant clock() {
        return context.environment().clock().instant();
    }
}
