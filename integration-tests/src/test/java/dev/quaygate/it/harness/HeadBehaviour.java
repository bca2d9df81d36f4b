package dev.quaygate.it.harness;

import dev.quaygate.it.corpus.ParsedRequest;
import java.io.IOException;

/**
 * What an upstream does with a connection as soon as a head is there; see {@link
 * Behaviour#takingOver}.
 */
@FunctionalInterface
public interface HeadBehaviour {

    /** Deals with everything from the head on; the connection is closed afterwards. */
    void take(ParsedRequest head, UpstreamExchange exchange)
            throws IOException, InterruptedException;
}
