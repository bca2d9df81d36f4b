package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.challenge.Dns01;
import dev.quaygate.acme.challenge.Dns01Session;
import dev.quaygate.acme.challenge.DnsChallengeFailed;
import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.AcmeAccount;
import dev.quaygate.acme.client.AcmeAuthorization;
import dev.quaygate.acme.client.AcmeAuthorization.OfferedChallenge;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.AcmeOrder;
import dev.quaygate.acme.client.AcmeStatus;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.IssueFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Proves control over the names of one order: presents all answers, has them checked, takes them
 * away again.
 */
final class Authorizations {
    /** Some authorities never judge a failed challenge. */
    private static final Duration LONGEST_CHECK = Duration.ofMinutes(10);

    private final AcmeClient client;
    private final ChallengePresenter presenter;
    private final Timeline timeline;
    private final InstantSource clock;
    private final Pause pause;
    private final Dns01Session dns;

    private final List<Runnable> withdrawals = new ArrayList<>();
    private final SortedSet<String> used = new TreeSet<>();
    private final List<String> rejected = new ArrayList<>();
    private boolean asked;

    Authorizations(IssuanceTools tools) {
        this.client = tools.client();
        this.presenter = tools.presenter();
        this.timeline = tools.timeline();
        this.clock = tools.clock();
        this.pause = tools.pause();
        this.dns = tools.dns();
    }

    /** Challenge types that were needed so far, sorted. */
    List<String> used() {
        return List.copyOf(used);
    }

    /** Names whose proof the authority rejected. */
    List<String> rejected() {
        return List.copyOf(rejected);
    }

    /** Whether the authority was asked to look at an answer. */
    boolean asked() {
        return asked;
    }

    /**
     * Returns when every name of the order is proved.
     *
     * @param preferred types in the order in which they are tried; one per name
     */
    void prove(AcmeAccount account, AcmeOrder order, List<ChallengeType> preferred)
            throws AcmeFailure, IssueFailed, InterruptedException {
        try {
            List<URI> open = new ArrayList<>();
            List<URI> triggers = new ArrayList<>();
            for (URI url : order.authorizations()) {
                AcmeAuthorization authorization = client.getAuthorization(account, url);
                if (present(authorization, preferred, triggers)) {
                    open.add(url);
                }
            }
            awaitDns();
            // All answers are in place before the first is asked for.
            for (URI challenge : triggers) {
                asked = true;
                client.triggerChallenge(account, challenge);
            }
            for (URI url : open) {
                await(account, url);
            }
        } finally {
            withdrawals.forEach(Runnable::run);
            withdrawals.clear();
            dns.withdraw();
        }
    }

    private boolean present(
            AcmeAuthorization authorization, List<ChallengeType> preferred, List<URI> triggers)
            throws IssueFailed, InterruptedException {
        if (authorization.status() == AcmeStatus.VALID) {
            return false;
        }
        if (authorization.status() != AcmeStatus.PENDING) {
            throw rejected(authorization);
        }
        List<ChallengeType> fitting =
                preferred.stream()
                        .filter(type ->
                                canProve(type, authorization.name(), authorization.wildcard()))
                        .toList();
        for (ChallengeType type : fitting) {
            Optional<OfferedChallenge> offered = authorization.challenge(type.word());
            if (offered.isPresent()) {
                present(type, authorization.name(), offered.get());
                if (offered.get().status() == AcmeStatus.PENDING) {
                    triggers.add(offered.get().url());
                }
                return true;
            }
        }
        throw new IssueFailed(
                new IssueFailure.Refused(
                        "QG3017",
                        authorization.name()
                                + ": the CA offers none of the challenges "
                                + fitting.stream().map(ChallengeType::word).toList(),
                        null));
    }

    /** Whether one of the types of the request proves this wildcard. */
    boolean canProveWildcard(String wildcard, IssuanceRequest request) {
        String base = wildcard.substring(2);
        return request.challenges().stream().anyMatch(type -> canProve(type, base, true));
    }

    private boolean canProve(ChallengeType type, String name, boolean wildcard) {
        return switch (type) {
            case HTTP_01, TLS_ALPN_01 -> !wildcard;
            case DNS_01 -> !SubjectNames.isAddress(name) && dns.covers(name);
        };
    }

    private void awaitDns() throws IssueFailed, InterruptedException {
        try {
            dns.awaitVisible();
        } catch (DnsChallengeFailed e) {
            throw new IssueFailed(new IssueFailure.NotPresented(e.code(), e.getMessage(), ""));
        }
    }

    private void presentDns(String name, String answer) throws IssueFailed, InterruptedException {
        try {
            dns.present(new Dns01(name, answer));
        } catch (DnsChallengeFailed e) {
            throw new IssueFailed(
                    new IssueFailure.NotPresented(e.code(), name + ": " + e.getMessage(), ""));
        }
    }

    private void present(ChallengeType type, String name, OfferedChallenge challenge)
            throws IssueFailed, InterruptedException {
        String token = challenge.token();
        String answer = challenge.keyAuthorization();
        if (token == null || answer == null) {
            throw new IssueFailed(
                    new IssueFailure.Unreachable(
                            name + ": the CA sent a challenge without token", null));
        }
        switch (type) {
            case HTTP_01 -> presentHttp(name, token, answer);
            case TLS_ALPN_01 -> {
                withdrawals.add(() -> presenter.withdrawTlsAlpn01(name));
                presenter.presentTlsAlpn01(
                        name, new TlsAlpn01(name, answer).certificate(clock.instant()));
            }
            case DNS_01 -> presentDns(name, answer);
        }
        used.add(type.word());
        timeline.add(Kind.CHALLENGE_PRESENTED, name + " " + type.word());
    }

    private void presentHttp(String name, String token, String answer) throws IssueFailed {
        try {
            var challenge = new Http01(name, token, answer);
            withdrawals.add(() -> presenter.withdrawHttp01(challenge.token()));
            presenter.presentHttp01(challenge.token(), challenge.keyAuthorization());
        } catch (IllegalArgumentException e) {
            throw new IssueFailed(new IssueFailure.Unreachable(name + ": " + e.getMessage(), null));
        }
    }

    private void await(AcmeAccount account, URI url)
            throws AcmeFailure, IssueFailed, InterruptedException {
        Instant deadline = clock.instant().plus(LONGEST_CHECK);
        while (true) {
            AcmeAuthorization authorization = client.getAuthorization(account, url);
            switch (authorization.status()) {
                case VALID -> {
                    timeline.add(Kind.CHALLENGE_VALID, authorization.name());
                    return;
                }
                case INVALID, DEACTIVATED, EXPIRED, REVOKED -> throw rejected(authorization);
                case PENDING, PROCESSING, READY, UNKNOWN -> {
                    if (!clock.instant().isBefore(deadline)) {
                        throw new IssueFailed(
                                new IssueFailure.NotValidated(
                                        authorization.name()
                                                + ": the CA has not judged the challenge in 10 minutes",
                                        null));
                    }
                    pause.pause(Polling.delay(authorization.retryAfter(), clock.instant()));
                }
            }
        }
    }

    private IssueFailed rejected(AcmeAuthorization authorization) {
        rejected.add(authorization.name());
        var failure =
                IssueFailure.ofValidation(authorization.name(), authorization.error().orElse(null));
        timeline.add(Kind.CHALLENGE_INVALID, failure.text(), Diagnosis.of(failure).code());
        return new IssueFailed(failure);
    }
}
