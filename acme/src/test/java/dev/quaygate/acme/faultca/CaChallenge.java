package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.AcmeStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One way to prove a name; guarded by the core. */
final class CaChallenge {
    final String id;
    final Authorization authorization;
    final String type;
    final String token;
    AcmeStatus status = AcmeStatus.PENDING;
    @Nullable Instant validated;
    @Nullable CaProblem error;

    CaChallenge(String id, Authorization authorization, String type, String token) {
        this.id = id;
        this.authorization = authorization;
        this.type = type;
        this.token = token;
    }
}
