package dev.quaygate.proxy.tls;

import org.jspecify.annotations.Nullable;

/**
 * Other nodes of a fleet that may have presented a challenge of which this one has not heard yet.
 * Called on virtual threads; answers within about a second, and never throws.
 */
public interface ChallengesElsewhere {
    /** Key authorization of a token, null if no node presented it. */
    @Nullable String http01(String token);

    /** Makes a pending challenge of a name known here, if any node presented one. */
    void tlsAlpn01(String serverName);
}
