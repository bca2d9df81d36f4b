package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.AcmeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The proof of one name for one account; guarded by the core. */
final class Authorization {
    final String id;
    final Account account;
    final String name;
    final boolean wildcard;
    AcmeStatus status = AcmeStatus.PENDING;
    Instant expires;
    final Duration reuse;
    final List<CaChallenge> challenges = new ArrayList<>();

    Authorization(
            String id,
            Account account,
            String name,
            boolean wildcard,
            Instant expires,
            Duration reuse) {
        this.id = id;
        this.account = account;
        this.name = name;
        this.wildcard = wildcard;
        this.expires = expires;
        this.reuse = reuse;
    }

    AcmeStatus status(Instant now) {
        boolean open = status == AcmeStatus.PENDING || status == AcmeStatus.VALID;
        return open && !now.isBefore(expires) ? AcmeStatus.EXPIRED : status;
    }
}
