package dev.quaygate.acme.challenge;

import java.io.IOException;

/**
 * Writes to one account of one DNS provider. Both methods block, may be called by several threads,
 * return when the provider has taken the change, and touch no other value: neither at the same name
 * nor elsewhere.
 */
public interface TxtWriter {
    /**
     * Adds the value beside others at the same name; doing it twice changes nothing.
     *
     * @return what a hook printed, for the timeline; usually empty
     * @throws IOException if the provider does not take it; the message has the provider's words
     *     and no secret
     */
    String present(TxtRecord txt) throws IOException, InterruptedException;

    /** Removes this value; nothing happens if it is not there. */
    String remove(TxtRecord txt) throws IOException, InterruptedException;
}
