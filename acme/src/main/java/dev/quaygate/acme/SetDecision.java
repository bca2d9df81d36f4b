package dev.quaygate.acme;

import dev.quaygate.acme.CertificateStatus.Next;
import dev.quaygate.acme.issue.BudgetLimit;
import dev.quaygate.acme.issue.FailureKind;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.issue.OrderSlot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a set does next. The status shows the very value that the loop acts on. Pure. */
sealed interface SetDecision {
    record Attempt(CertificatePolicy policy, Issuer issuer, RenewalReason reason)
            implements SetDecision {}

    record Wait(Next next) implements SetDecision {}

    /** Nobody has wanted it for long enough. */
    record Delete() implements SetDecision {}

    /** Due, but the issuer's limits allow it only later. */
    record Queue(Next next, BudgetLimit.Scope scope) implements SetDecision {}

    String UNUSED = "not configured any more; kept, not renewed";

    Duration RESUME_SPREAD = Duration.ofMinutes(10);
    Duration BETWEEN_DAMAGES = Duration.ofDays(1);

    /**
     * Decides.
     *
     * @param outlook what is known of issuers and their limits
     */
    static SetDecision of(String set, SetState state, Outlook outlook, Instant now) {
        CertificatePolicy policy = state.policy();
        if (policy == null) {
            return unused(state, outlook, outlook.cautious(now));
        }
        RenewalPlan plan = plan(set, policy, state, now);
        return switch (plan) {
            case RenewalPlan.WaitUntil(Instant at, RenewalReason reason) ->
                    new Wait(new Next("renew", at, reason.word()));
            case RenewalPlan.RenewNow(RenewalReason reason) -> {
                Instant held = dependsOnClock(state, reason) ? outlook.heldUntil() : null;
                yield held == null
                        ? attempt(set, policy, state, reason, outlook, now)
                        : new Wait(new Next("renew", held, ClockCheck.HELD));
            }
        };
    }

    /** Whether a wrong clock alone could be why a renewal is due. */
    static boolean dependsOnClock(SetState state, RenewalReason reason) {
        StoredCertificate certificate = state.certificate();
        return switch (reason) {
            case MISSING, DAMAGED, ASKED -> false;
            case REVOKED -> certificate == null || !isRevoked(certificate, state);
            case IMMINENT, EMERGENCY, POLICY, ARI, LIFE -> state.placed() == null;
        };
    }

    private static SetDecision unused(SetState state, Outlook outlook, Instant now) {
        Instant since = state.attempts().unusedSince();
        if (state.certificate() == null || since == null) {
            return new Wait(new Next("none", null, UNUSED));
        }
        Instant end = since.plus(outlook.keepUnused());
        return now.isBefore(end) ? new Wait(new Next("delete", end, UNUSED)) : new Delete();
    }

    private static RenewalPlan plan(
            String set, CertificatePolicy policy, SetState state, Instant now) {
        StoredCertificate certificate = state.certificate();
        if (certificate != null) {
            boolean replacedRevoked = certificate.meta().why() == RenewalReason.REVOKED;
            return RenewalPlan.decide(
                    new RenewalFacts(
                            set,
                            certificate.life(),
                            policy.renew(),
                            state.ari(),
                            isRevoked(certificate, state),
                            state.asked(),
                            replacedRevoked),
                    now);
        }
        if (!state.damaged()) {
            return new RenewalPlan.RenewNow(RenewalReason.MISSING);
        }
        Instant before = state.attempts().damageAt();
        return before == null || state.asked() || !now.isBefore(before.plus(BETWEEN_DAMAGES))
                ? new RenewalPlan.RenewNow(RenewalReason.DAMAGED)
                : new RenewalPlan.WaitUntil(before.plus(BETWEEN_DAMAGES), RenewalReason.DAMAGED);
    }

    /** Whether it is known for certain that the certificate is revoked. */
    static boolean isRevoked(StoredCertificate certificate, SetState state) {
        String revoked = state.attempts().revoked();
        return revoked != null && revoked.equals(StatusView.serial(certificate.key().leaf()));
    }

    private static SetDecision attempt(
            String set,
            CertificatePolicy policy,
            SetState state,
            RenewalReason reason,
            Outlook outlook,
            Instant now) {
        if (state.force()) {
            return inBudget(policy, policy.issuers().getFirst(), state, reason, outlook, now);
        }
        Life life = state.certificate() == null ? null : state.certificate().life();
        List<String> ids = policy.issuers().stream().map(Issuer::id).toList();
        List<IssuerBackoff> effective = new ArrayList<>();
        for (String id : ids) {
            IssuerBackoff backoff = effective(set, id, state, outlook.health(id), life, now);
            if (backoff != null) {
                effective.add(backoff);
            }
        }
        var attempts = new AttemptRecord(effective, null, null, null, null, null, null, null);
        var choice = IssuerChain.choose(ids, attempts, now, life == null ? 0 : life.left(now));
        if (choice.at().isAfter(now)) {
            String substitute = IssuerChain.substitute(ids, choice.issuer(), attempts);
            return new Wait(
                    new Next(
                            "retry",
                            choice.at(),
                            why(attempts.backoff(choice.issuer()), substitute)));
        }
        Issuer issuer = policy.issuers().get(ids.indexOf(choice.issuer()));
        return inBudget(policy, issuer, state, reason, outlook, now);
    }

    private static SetDecision inBudget(
            CertificatePolicy policy,
            Issuer issuer,
            SetState state,
            RenewalReason reason,
            Outlook outlook,
            Instant now) {
        if (issuer instanceof Issuer.Acme acme) {
            OrderSlot slot = outlook.slot(state, policy, acme, reason, now);
            if (slot.scope() != null && !slot.isOpen(now)) {
                String action = state.certificate() == null ? "order" : "renew";
                String why = slot.scope().code() + " " + slot.why();
                return new Queue(new Next(action, slot.at(), why), slot.scope());
            }
        }
        return new Attempt(policy, issuer, reason);
    }

    /** The set's own back-off, together with what all sets know of the issuer. */
    private static @Nullable IssuerBackoff effective(
            String set,
            String issuer,
            SetState state,
            IssuerHealth.View health,
            @Nullable Life life,
            Instant now) {
        IssuerBackoff own = state.attempts().backoff(issuer);
        Instant probe = health.nextProbe();
        if (probe != null && probe.isAfter(now)) {
            // A short life follows its own, shorter schedule.
            Instant at =
                    Durations.earlier(
                            probe,
                            now.plus(
                                    RetrySchedule.within(life, now, Duration.between(now, probe))));
            return own == null
                    ? new IssuerBackoff(
                            issuer,
                            health.failures(),
                            FailureKind.UNREACHABLE,
                            FailureCounts.NONE,
                            now,
                            at,
                            false)
                    : own.nextAt().isAfter(at) ? own : own.until(at);
        }
        Instant recovered = health.recoveredAt();
        if (own == null
                || own.kind() != FailureKind.UNREACHABLE
                || recovered == null
                || recovered.isBefore(own.at())) {
            return own;
        }
        Duration span =
                life == null ? RESUME_SPREAD : Durations.min(RESUME_SPREAD, life.part(1 / 50.0));
        Instant resume = recovered.plusMillis(Math.round(span.toMillis() * SetId.spread(set)));
        return resume.isBefore(own.nextAt()) ? own.until(resume) : own;
    }

    /** Why it failed stands in the last attempt. */
    private static String why(@Nullable IssuerBackoff backoff, @Nullable String substitute) {
        if (backoff == null) {
            return "";
        }
        return "retry "
                + backoff.failures()
                + " at "
                + backoff.issuer()
                + (backoff.rehearse() ? ", at its staging first," : "")
                + " after "
                + backoff.kind().word()
                + (substitute == null ? "" : "; " + substitute);
    }
}
