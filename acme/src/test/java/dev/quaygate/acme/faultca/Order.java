package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.AcmeStatus;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** A wish for a certificate; guarded by the core. */
final class Order {
    final String id;
    final Account account;
    final SortedSet<String> names;
    final CaProfile profile;
    final boolean namedProfile;
    final List<Authorization> authorizations;
    Instant expires;
    @Nullable String replaces;
    @Nullable Instant notAfter;
    @Nullable Issued certificate;
    @Nullable CaProblem error;
    OrderQuirk quirk = OrderQuirk.NONE;

    /** Looks until a finalized order is valid; -1 before it is finalized. */
    int looks = -1;

    Order(
            String id,
            Account account,
            SortedSet<String> names,
            CaProfile profile,
            boolean namedProfile,
            List<Authorization> authorizations,
            Instant expires) {
        this.id = id;
        this.account = account;
        this.names = names;
        this.profile = profile;
        this.namedProfile = namedProfile;
        this.authorizations = List.copyOf(authorizations);
        this.expires = expires;
    }

    /** The state at this instant; it follows from the parts (RFC 8555 §7.1.6). */
    AcmeStatus status(Instant now) {
        if (error != null || quirk == OrderQuirk.INVALID) {
            return AcmeStatus.INVALID;
        }
        if (certificate != null) {
            return looks > 0 || quirk == OrderQuirk.STUCK
                    ? AcmeStatus.PROCESSING
                    : AcmeStatus.VALID;
        }
        if (!now.isBefore(expires)) {
            return AcmeStatus.INVALID;
        }
        boolean ready = true;
        for (Authorization authorization : authorizations) {
            switch (authorization.status(now)) {
                case VALID -> {}
                case PENDING, PROCESSING -> ready = false;
                default -> {
                    return AcmeStatus.INVALID;
                }
            }
        }
        return ready || quirk == OrderQuirk.READY_AT_ONCE ? AcmeStatus.READY : AcmeStatus.PENDING;
    }
}
