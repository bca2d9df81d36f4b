package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.AcmeStatus;
import dev.quaygate.acme.client.SubjectNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Judges wishes for orders: names, profile, predecessor, limits. Called under the core's lock. */
final class Orders {
    private static final List<String> TYPES = List.of("http-01", "tls-alpn-01", "dns-01");

    /** A wish as it came. */
    record Wish(
            List<String> names,
            @Nullable String profile,
            @Nullable String replaces,
            @Nullable Instant notAfter) {}

    private final Authority core;
    private final CaState state;

    Orders(Authority core, CaState state) {
        this.core = core;
        this.state = state;
    }

    Order place(Account account, Wish wish, Instant now) throws CaProblem {
        CaProfile profile = profile(wish.profile());
        SortedSet<String> names = names(wish.names(), profile);
        if (account.mustAgree) {
            throw new CaProblem(
                    403,
                    "userActionRequired",
                    "new terms",
                    null,
                    List.of(),
                    "https://ca.test/terms");
        }
        Issued predecessor = predecessor(account, names, wish.replaces(), now);
        if (predecessor == null && core.settings().limits()) {
            state.limits.order(account.id, names, now);
        }
        List<Authorization> authorizations = new ArrayList<>();
        for (String name : names) {
            authorizations.add(authorization(account, name, profile, now));
        }
        var order =
                new Order(
                        state.ids.next(),
                        account,
                        names,
                        profile,
                        wish.profile() != null,
                        authorizations,
                        now.plus(profile.order()));
        order.replaces = wish.replaces();
        order.notAfter = wish.notAfter();
        order.quirk = core.quirk(names);
        if (order.quirk == OrderQuirk.SHORT) {
            order.expires = now.plus(Duration.ofMinutes(1));
        }
        state.orders.put(order.id, order);
        if (predecessor != null) {
            predecessor.replacement = order;
        }
        return order;
    }

    private CaProfile profile(@Nullable String wanted) throws CaProblem {
        List<CaProfile> profiles = core.settings().profiles();
        if (wanted == null) {
            return profiles.getFirst();
        }
        return profiles.stream()
                .filter(profile -> core.settings().namesProfiles() && profile.name().equals(wanted))
                .findFirst()
                .orElseThrow(
                        () -> CaProblem.of(400, "invalidProfile", "unknown profile " + wanted));
    }

    private SortedSet<String> names(List<String> wanted, CaProfile profile) throws CaProblem {
        if (wanted.isEmpty() || wanted.size() > profile.names()) {
            throw CaProblem.malformed(
                    "Order cannot contain " + wanted.size() + " identifiers with this profile");
        }
        SortedSet<String> names = SubjectNames.canonical(wanted);
        for (String name : names) {
            CaProblem refusal = core.refusals().get(name);
            if (refusal != null) {
                throw refusal;
            }
        }
        return names;
    }

    private @Nullable Issued predecessor(
            Account account, SortedSet<String> names, @Nullable String replaces, Instant now)
            throws CaProblem {
        if (replaces == null) {
            return null;
        }
        Issued predecessor = state.byCertId.get(replaces);
        if (predecessor == null) {
            throw CaProblem.of(404, "malformed", "no certificate " + replaces);
        }
        if (predecessor.account != account) {
            throw CaProblem.of(403, "unauthorized", "the certificate belongs to another account");
        }
        if (Collections.disjoint(predecessor.names, names)) {
            throw CaProblem.malformed("the orders share no identifier");
        }
        Order replacement = predecessor.replacement;
        if (replacement != null && replacement.status(now) != AcmeStatus.INVALID) {
            throw CaProblem.of(
                    409, "alreadyReplaced", "already has a replacement order " + replacement.id);
        }
        return predecessor;
    }

    private Authorization authorization(
            Account account, String full, CaProfile profile, Instant now) {
        boolean wildcard = full.startsWith("*.");
        String name = wildcard ? full.substring(2) : full;
        Authorization known = state.authorizationsByName.get(account.id + " " + full);
        if (known != null) {
            AcmeStatus status = known.status(now);
            if (status == AcmeStatus.VALID || status == AcmeStatus.PENDING) {
                return known;
            }
        }
        var fresh =
                new Authorization(
                        state.ids.next(),
                        account,
                        name,
                        wildcard,
                        now.plus(profile.pending()),
                        profile.reuse());
        for (String type : wildcard ? List.of("dns-01") : TYPES) {
            var challenge = new CaChallenge(state.ids.next(), fresh, type, state.ids.next());
            fresh.challenges.add(challenge);
            state.challenges.put(challenge.id, challenge);
        }
        state.authorizations.put(fresh.id, fresh);
        state.authorizationsByName.put(account.id + " " + full, fresh);
        return fresh;
    }
}
