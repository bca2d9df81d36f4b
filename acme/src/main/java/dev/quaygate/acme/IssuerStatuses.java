package dev.quaygate.acme;

import dev.quaygate.acme.client.AcmeDirectory;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.issue.OrderBudget.Usage;
import dev.quaygate.acme.issue.OrderWish;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts together what is known of issuers. Any thread. */
record IssuerStatuses(ManagerContext context) {
    /** All issuers of the configured sets, in the order in which they are first named. */
    List<IssuerStatus> of(List<NameSet> sets) {
        var users = new LinkedHashMap<Issuer, List<SetState>>();
        for (NameSet set : sets) {
            SetState state = set.state();
            CertificatePolicy policy = state.policy();
            if (policy != null) {
                policy.issuers()
                        .forEach(issuer ->
                                users.computeIfAbsent(issuer, _ -> new ArrayList<>()).add(state));
            }
        }
        return users.entrySet().stream().map(this::status).toList();
    }

    private IssuerStatus status(Map.Entry<Issuer, List<SetState>> entry) {
        Issuer issuer = entry.getKey();
        IssuerHealth health = context.health(issuer.id());
        IssuerHealth.View view = health.view();
        Issuer.Acme acme = issuer instanceof Issuer.Acme one ? one : null;
        Optional<AcmeDirectory> directory = context.directory(issuer.id());
        URI account = acme == null ? null : context.accounts().known(acme).orElse(null);
        return new IssuerStatus(
                issuer.id(),
                acme == null ? null : acme.directory(),
                account,
                directory.map(AcmeDirectory::profiles).orElseGet(TreeMap::new),
                acme == null ? List.of() : caa(acme, directory, account),
                view.failures(),
                view.nextProbe(),
                health.places().inFlight(),
                acme == null ? List.of() : budget(acme, entry.getValue()));
    }

    private static List<String> caa(
            Issuer.Acme issuer, Optional<AcmeDirectory> directory, @Nullable URI account) {
        List<String> names =
                directory
                        .map(AcmeDirectory::caaIdentities)
                        .filter(said -> !said.isEmpty())
                        .orElse(issuer.facts().caaNames());
        var values =
                new ArrayList<>(names.stream().map(name -> "0 issue \"" + name + "\"").toList());
        if (account != null && !names.isEmpty()) {
            values.add("0 issue \"" + names.getFirst() + "; accounturi=" + account + "\"");
        }
        return values;
    }

    /** The account's limit, and of all others those that are in use. */
    private List<Usage> budget(Issuer.Acme issuer, List<SetState> users) {
        Instant now = context.environment().clock().instant();
        Set<Usage> all = new LinkedHashSet<>();
        for (SetState state : users) {
            CertificatePolicy policy = state.policy();
            if (policy != null) {
                OrderWish wish =
                        OrderWishes.of(
                                "",
                                state,
                                policy,
                                issuer,
                                RenewalReason.LIFE,
                                false,
                                OrderWish.Rank.MISSING,
                                now);
                all.addAll(context.budget().usage(wish, now));
            }
        }
        return all.stream().filter(one -> isShown(one)).toList();
    }

    private static boolean isShown(Usage usage) {
        return usage.used() > 0
                || usage.left() == 0
                || usage.scope() == dev.quaygate.acme.issue.BudgetLimit.Scope.ORDERS;
    }
}
