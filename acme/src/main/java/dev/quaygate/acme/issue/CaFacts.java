package dev.quaygate.acme.issue;

import dev.quaygate.acme.issue.BudgetLimit.Scope;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an authority beside what its directory says.
 *
 * @param caaNames names that allow it in CAA records, may be empty
 * @param staging directory to rehearse at after a failed validation, null when there is none
 * @param externalAccount whether an account needs an external account binding
 * @param bindingByEmail where it gives a binding to whoever names an e-mail address, null if
 *     nowhere
 * @param contact whether it issues only to accounts with a contact address
 * @param addresses whether it certifies IP addresses, as far as is known
 * @param processing longest time an order may stay in processing
 * @param limits its limits; none for an authority that is not known
 */
public record CaFacts(
        List<String> caaNames,
        @Nullable URI staging,
        boolean externalAccount,
        @Nullable URI bindingByEmail,
        boolean contact,
        boolean addresses,
        Duration processing,
        List<BudgetLimit> limits) {
    /** An authority of which nothing is known. */
    public static final CaFacts UNKNOWN =
            new CaFacts(List.of(), null, false, null, false, true, Duration.ofHours(1), List.of());

    public CaFacts {
        caaNames = List.copyOf(caaNames);
        limits = List.copyOf(limits);
    }

    /** The same authority with this place for rehearsals; null for none. */
    public CaFacts withStaging(@Nullable URI directory) {
        return new CaFacts(
                caaNames,
                directory,
                externalAccount,
                bindingByEmail,
                contact,
                addresses,
                processing,
                limits);
    }

    /** The same authority with one more limit, or another one in its place. */
    public CaFacts with(BudgetLimit limit) {
        var all = new ArrayList<>(limits);
        all.removeIf(known -> known.scope() == limit.scope());
        all.add(limit);
        return new CaFacts(
                caaNames,
                staging,
                externalAccount,
                bindingByEmail,
                contact,
                addresses,
                processing,
                all);
    }

    /** The limit of that kind. */
    public Optional<BudgetLimit> limit(Scope scope) {
        return limits.stream().filter(limit -> limit.scope() == scope).findFirst();
    }

    /** Reads {@code 90m}, {@code 3h} or {@code 7d}. */
    static Duration duration(String text) {
        String iso = text.endsWith("d") ? "P" + text : "PT" + text;
        return Duration.parse(iso);
    }
}
