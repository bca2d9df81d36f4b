package dev.quaygate.acme.client;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the authority wants a certificate to be renewed (RFC 9773 §4.2), as it said: the window may
 * be empty or turned around, see {@link #isUsable}.
 *
 * @param start begin of the suggested window
 * @param end end of the suggested window
 * @param explanationUrl page that says why, null for a regular window
 * @param retryAfter when to ask again, not capped here; null when not said
 */
public record RenewalInfo(
        Instant start, Instant end, @Nullable URI explanationUrl, @Nullable Instant retryAfter) {

    /** Whether the window has an inside to choose an instant from. */
    public boolean isUsable() {
        return start.isBefore(end);
    }
}
