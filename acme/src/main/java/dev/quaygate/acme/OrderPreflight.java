package dev.quaygate.acme;

import dev.quaygate.acme.client.AcmeDirectory;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.issue.CaPreset;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.IssueFailure;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.preflight.Authority;
import dev.quaygate.acme.preflight.Finding;
import dev.quaygate.acme.preflight.OrderFacts;
import dev.quaygate.acme.preflight.Preflight;
import dev.quaygate.acme.preflight.Verdict;
import dev.quaygate.acme.store.StoreProblem;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at an order before it is placed, and at one that failed. */
final class OrderPreflight {
    /** Failures in a row after which the next try is a day away, so that asking costs little. */
    private static final int STUBBORN = 5;

    private final ManagerContext context;

    OrderPreflight(ManagerContext context) {
        this.context = context;
    }

    /**
     * Fails if the authority would see a fault too. What cannot be seen from here stops nothing.
     *
     * @param inRow failures in a row so far: after a day of them our view of DNS stops nothing
     *     either, as it may be the wrong one
     */
    void refuseFaults(
            CertificatePolicy policy, Issuer.Acme issuer, AcmeDirectory directory, int inRow)
            throws IssueFailed, InterruptedException {
        for (Finding finding : findings(policy, issuer, directory)) {
            boolean doubted = inRow >= STUBBORN && finding.isFromDns();
            if (finding.verdict() == Verdict.FAULT && !doubted) {
                throw new IssueFailed(
                        new IssueFailure.NotPresented(
                                finding.code(),
                                finding.name() + ": " + finding.cause(),
                                finding.fix()));
            }
        }
    }

    /** Adds to the timeline what may explain the authority's refusal. */
    void explain(CertificatePolicy policy, Issuer.Acme issuer, Timeline timeline)
            throws InterruptedException {
        var findings = new ArrayList<>(findings(policy, issuer, null));
        Preflight preflight = context.environment().preflight();
        if (preflight != null && policy.challenges().contains(ChallengeType.HTTP_01)) {
            findings.add(preflight.httpDoor());
        }
        for (Finding finding : findings) {
            if (finding.verdict() != Verdict.OK) {
                timeline.add(
                        TimelineEntry.Kind.CHALLENGE_INVALID,
                        TimelineEntry.seenFromHere(finding),
                        finding.code());
            }
        }
    }

    /** Everything for a person who asks: the store and the authority's directory too. */
    List<Finding> ask(CertificatePolicy policy, Issuer.Acme issuer) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        try {
            context.environment().store().probe();
            findings.add(new Finding(Verdict.OK, "", "store", "can be written", ""));
        } catch (StoreProblem e) {
            findings.add(
                    new Finding(
                            Verdict.FAULT,
                            "QG3027",
                            "store",
                            String.valueOf(e.getMessage()),
                            "make it writable; no certificate is ordered until then"));
        }
        AcmeDirectory directory = null;
        try {
            directory = context.client(issuer).directory();
            findings.add(new Finding(Verdict.OK, "", issuer.id(), "answers", ""));
        } catch (AcmeFailure e) {
            findings.add(
                    new Finding(
                            Verdict.UNKNOWN,
                            "QG3031",
                            issuer.id(),
                            String.valueOf(e.getMessage()),
                            "check DNS, routes and proxies to the CA"));
        }
        findings.addAll(findings(policy, issuer, directory));
        return findings;
    }

    private List<Finding> findings(
            CertificatePolicy policy, Issuer.Acme issuer, @Nullable AcmeDirectory directory)
            throws InterruptedException {
        Preflight preflight = context.environment().preflight();
        if (preflight == null) {
            return List.of();
        }
        String profile = issuer.profile() == null ? policy.profile() : issuer.profile();
        URI account = context.account(issuer);
        Set<String> zones =
                policy.names().stream()
                        .map(name -> name.startsWith("*.") ? name.substring(2) : name)
                        .filter(context.environment().dns()::covers)
                        .collect(Collectors.toSet());
        var order =
                new OrderFacts(
                        policy.names(),
                        profile,
                        directory,
                        issuer.binding() != null || bindsByEmail(issuer) || account != null,
                        zones,
                        context.environment().clock().instant());
        return preflight.check(
                order,
                new Authority(
                        issuer.id(),
                        caaNames(issuer, directory),
                        account == null ? null : account.toString(),
                        preflight.trusts(issuer.directory()),
                        policy.challenges()));
    }

    private static List<String> caaNames(Issuer.Acme issuer, @Nullable AcmeDirectory directory) {
        if (directory != null && !directory.caaIdentities().isEmpty()) {
            return directory.caaIdentities();
        }
        return CaPreset.of(issuer.id()).map(CaPreset::caaNames).orElse(List.of());
    }

    private static boolean bindsByEmail(Issuer.Acme issuer) {
        return issuer.facts().bindingByEmail() != null && issuer.email() != null;
    }
}
