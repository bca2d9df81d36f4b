package dev.quaygate.acme.client;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as the authority last described it (RFC 8555 §7.1.3).
 *
 * @param url its address, valid over restarts
 * @param status pending, ready, processing, valid or invalid
 * @param names names and addresses it covers
 * @param authorizations one address for each name
 * @param certificate address of the certificate, null until valid
 * @param expires when the authority forgets it, null when it did not say
 * @param error why it became invalid, null otherwise
 * @param profile the profile it runs under, null when none was named
 * @param retryAfter when to ask again, null when the authority did not say
 */
public record AcmeOrder(
        URI url,
        AcmeStatus status,
        List<String> names,
        List<URI> authorizations,
        @Nullable URI certificate,
        @Nullable Instant expires,
        @Nullable AcmeProblem error,
        @Nullable String profile,
        @Nullable Instant retryAfter) {

    public AcmeOrder {
        names = List.copyOf(names);
        authorizations = List.copyOf(authorizations);
    }
}
