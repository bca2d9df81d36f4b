package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.Sha256;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.issue.BudgetLimit.Scope;
import dev.quaygate.acme.issue.OrderWish.Charge;
import dev.quaygate.acme.issue.OrderWish.Rank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One limit that an order touches.
 *
 * @param key where its use is counted
 * @param subject what is counted, for a person
 * @param limit the limit, null where only the authority's own refusal bounds it
 * @param taken whether an order uses a token; failures are counted when they happen
 */
record BudgetCharge(
        String key, Scope scope, String subject, @Nullable BudgetLimit limit, boolean taken) {
    private static final Duration UNCOUNTED = Duration.ofHours(1);

    /** Everything that bounds an order. */
    static List<BudgetCharge> of(OrderWish wish) {
        var charges = new ArrayList<BudgetCharge>();
        boolean all = wish.charge() == Charge.ALL;
        charges.add(of(wish, Scope.ORDERS, wish.account(), wish.account(), all));
        for (String domain : domains(wish)) {
            charges.add(of(wish, Scope.DOMAIN, domain, domain, all));
        }
        String set = String.join("\n", SubjectNames.canonical(wish.names()));
        boolean counted = wish.charge() != Charge.NOTHING;
        charges.add(of(wish, Scope.SET, hash(set), String.join(" ", wish.names()), counted));
        for (String name : wish.names()) {
            charges.add(failures(wish, name));
        }
        return charges;
    }

    static BudgetCharge failures(OrderWish wish, String name) {
        return of(wish, Scope.FAILURES, wish.account() + "-" + name, name, false);
    }

    /** Whether the wish has to wait for this limit; the authority's own refusal binds everyone. */
    int ceiling(boolean person, OrderWish wish) {
        boolean uncounted = !taken && scope != Scope.FAILURES;
        if (limit == null || wish.charge() == Charge.NOTHING || uncounted) {
            return Integer.MAX_VALUE;
        }
        boolean half = scope == Scope.ORDERS && wish.priority().rank() == Rank.ON_DEMAND;
        return half && !person ? onDemand(limit) : limit.ceiling(person);
    }

    /** Strangers leave half of the account's orders to the names of the configuration. */
    private static int onDemand(BudgetLimit limit) {
        return Math.clamp(limit.count() / 2, 1, limit.automatic());
    }

    Duration window() {
        return limit == null ? UNCOUNTED : limit.window();
    }

    private static BudgetCharge of(
            OrderWish wish, Scope scope, String subject, String text, boolean taken) {
        Optional<BudgetLimit> limit = wish.facts().limit(scope);
        return new BudgetCharge(
                BudgetLedger.key(wish.ca(), scope, subject),
                scope,
                text,
                limit.orElse(null),
                taken && limit.isPresent());
    }

    private static Iterable<String> domains(OrderWish wish) {
        var domains = new TreeSet<String>();
        if (wish.facts().limit(Scope.DOMAIN).isPresent()) {
            wish.names().forEach(name -> domains.add(RegisteredDomain.of(name)));
        }
        return domains;
    }

    private static String hash(String text) {
        return Sha256.hex(text).substring(0, 20);
    }
}
