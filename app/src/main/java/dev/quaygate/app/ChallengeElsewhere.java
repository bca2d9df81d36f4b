package dev.quaygate.app;

import dev.quaygate.acme.SharedChallenges;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.proxy.tls.ChallengesElsewhere;
import org.jspecify.annotations.Nullable;

/** Looks in the store of the fleet for challenges that this node has not heard of yet. */
record ChallengeElsewhere(SharedChallenges fleet) implements ChallengesElsewhere {
    @Override
    public @Nullable String http01(String token) {
        try {
            return fleet.lookUpHttp01(token).orElse(null);
        } catch (StoreProblem _) {
            return null; // logged by the store
        }
    }

    @Override
    public void tlsAlpn01(String serverName) {
        try {
            boolean _ = fleet.lookUpTlsAlpn01(serverName);
        } catch (StoreProblem _) {
            // Logged by the store; the handshake is refused.
        }
    }
}
