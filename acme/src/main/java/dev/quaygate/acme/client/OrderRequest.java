package dev.quaygate.acme.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wish for one certificate.
 *
 * @param names DNS names in lower case (A-labels, a wildcard as {@code *.example.com}) and IP
 *     addresses in text form; at least one
 * @param profile wanted profile, null for the authority's default
 * @param replaces the certificate this one follows (RFC 9773 §5), null for none
 * @param notAfter wanted end of validity, null for the authority's choice; few honour it
 */
public record OrderRequest(
        List<String> names,
        @Nullable String profile,
        @Nullable CertId replaces,
        @Nullable Instant notAfter) {

    public OrderRequest {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("names: an order needs at least one name");
        }
    }

    /** An order of the authority's default profile that follows no other. */
    public static OrderRequest of(String... names) {
        return new OrderRequest(List.of(names), null, null, null);
    }

    /** The same order with another profile; null means the authority's default. */
    public OrderRequest withProfile(@Nullable String profile) {
        return new OrderRequest(names, profile, replaces, notAfter);
    }

    /** The same order as successor of another certificate; null means of none. */
    public OrderRequest withReplaces(@Nullable CertId replaces) {
        return new OrderRequest(names, profile, replaces, notAfter);
    }
}
