package dev.quaygate.acme.server;

import java.io.IOException;

/** Looks whether a client controls a name. Blocks; any thread. */
interface ChallengeProbe {
    /**
     * Returns if the answer is right.
     *
     * @throws ServerProblem {@code incorrectResponse} when something else answers
     * @throws IOException when nothing answers
     */
    void look(ChallengeCheck check, String name, String token, String keyAuthorization)
            throws IOException, ServerProblem;
}
