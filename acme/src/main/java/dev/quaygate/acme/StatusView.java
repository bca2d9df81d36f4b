package dev.quaygate.acme;

import dev.quaygate.acme.CertificateStatus.AriView;
import dev.quaygate.acme.CertificateStatus.Attempt;
import dev.quaygate.acme.CertificateStatus.CertificateView;
import dev.quaygate.acme.CertificateStatus.IssuerView;
import dev.quaygate.acme.CertificateStatus.Next;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.client.Sha256;
import dev.quaygate.acme.issue.FailureKind;
import dev.quaygate.acme.issue.Issuer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the state of a set into the words that people and programs read. Pure. */
final class StatusView {
    private static final double CRITICAL_LEFT = 1 / 10.0;

    private StatusView() {}

    static CertificateStatus of(
            String set, SetState state, SetDecision decision, boolean serving, Instant now) {
        StoredCertificate certificate = state.certificate();
        double left = certificate == null ? 0 : certificate.life().left(now);
        return new CertificateStatus(
                set,
                names(state),
                keyType(state),
                state(state, decision, left, now),
                source(state),
                issuer(state),
                certificate == null ? null : view(certificate),
                left,
                next(state, decision, now),
                ari(state.ari()),
                attempt(state, now),
                state.attempts().failures(),
                serving);
    }

    static CertificateView view(StoredCertificate certificate) {
        X509Certificate leaf = certificate.key().leaf();
        return new CertificateView(
                serial(leaf),
                fingerprint(leaf),
                certificate.key().chain().stream().map(CommonName::ofIssuer).toList(),
                certificate.generation(),
                leaf.getNotBefore().toInstant(),
                leaf.getNotAfter().toInstant(),
                certificate.meta().obtainedAt());
    }

    static String serial(X509Certificate leaf) {
        return leaf.getSerialNumber().toString(16);
    }

    private static String fingerprint(X509Certificate leaf) {
        try {
            return Sha256.hex(leaf.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate has an encoding", e);
        }
    }

    private static List<String> names(SetState state) {
        if (state.policy() != null) {
            return state.policy().names();
        }
        return state.certificate() == null ? List.of() : state.certificate().meta().names();
    }

    private static String keyType(SetState state) {
        if (state.certificate() != null) {
            return state.certificate().meta().keyType().word(); // an imported one may be another
        }
        return state.policy() == null ? "" : state.policy().keyType().word();
    }

    private static State state(SetState state, SetDecision decision, double left, Instant now) {
        StoredCertificate certificate = state.certificate();
        if (state.policy() == null) {
            return State.UNUSED;
        }
        if (certificate != null && certificate.isExpired(now)) {
            return State.EXPIRED;
        }
        if (state.running() != null) {
            return state.running().step().equals("queued") ? State.QUEUED : State.RENEWING;
        }
        if (isBlocked(state)) {
            return State.BLOCKED;
        }
        if (decision instanceof SetDecision.Queue) {
            return State.QUEUED;
        }
        if (certificate != null && left <= CRITICAL_LEFT) {
            return State.CRITICAL;
        }
        if (state.attempts().failures() > 0) {
            return State.FAILING;
        }
        return certificate == null ? State.PENDING : State.OK;
    }

    private static boolean isBlocked(SetState state) {
        List<IssuerBackoff> backoffs = state.attempts().backoffs();
        return !backoffs.isEmpty()
                && backoffs.stream().allMatch(b -> b.kind() == FailureKind.ACCOUNT);
    }

    private static String source(SetState state) {
        if (state.policy() != null) {
            return state.policy().issuers().getFirst() instanceof Issuer.Internal
                    ? "internal"
                    : "acme";
        }
        return state.certificate() != null && state.certificate().meta().ca().isEmpty()
                ? "internal"
                : "acme";
    }

    private static IssuerView issuer(SetState state) {
        StoredCertificate certificate = state.certificate();
        if (certificate != null) {
            return new IssuerView(
                    certificate.meta().issuer(),
                    CommonName.ofIssuer(certificate.key().leaf()),
                    certificate.meta().profile());
        }
        CertificatePolicy policy = state.policy();
        return policy == null
                ? new IssuerView("", null, null)
                : new IssuerView(policy.issuers().getFirst().id(), null, policy.profile());
    }

    private static Next next(SetState state, SetDecision decision, Instant now) {
        SetState.Running running = state.running();
        if (running != null) {
            return new Next(
                    "wait",
                    null,
                    running.step() + " at " + running.issuer().id() + " since " + running.since());
        }
        return switch (decision) {
            case SetDecision.Wait(Next next) -> next;
            case SetDecision.Queue(Next next, var _) -> next;
            case SetDecision.Delete() -> new Next("delete", now, SetDecision.UNUSED);
            case SetDecision.Attempt(CertificatePolicy _, Issuer _, RenewalReason reason) ->
                    new Next(state.certificate() == null ? "order" : "renew", now, reason.word());
        };
    }

    private static @Nullable Attempt attempt(SetState state, Instant now) {
        SetState.Running running = state.running();
        if (running == null) {
            return state.attempts().last();
        }
        return new Attempt(
                running.since(),
                "running",
                Duration.between(running.since(), now),
                running.issuer().id(),
                null,
                running.step(),
                null);
    }

    private static @Nullable AriView ari(@Nullable AriRecord ari) {
        AriRecord.Window window = ari == null ? null : ari.window();
        if (ari == null || window == null || ari.checkedAt() == null) {
            return null;
        }
        return new AriView(
                window.start(),
                window.end(),
                window.chosen(),
                ari.checkedAt(),
                ari.nextCheck(),
                window.explanationUrl());
    }
}
