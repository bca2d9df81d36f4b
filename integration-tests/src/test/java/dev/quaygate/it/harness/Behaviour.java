package dev.quaygate.it.harness;

import dev.quaygate.it.corpus.ParsedRequest;
import java.io.IOException;

/**
 * What a {@link RecordingUpstream} does with a request. Runs on a virtual thread of that
 * connection.
 */
@FunctionalInterface
public interface Behaviour {

    /**
     * Answers a request that arrived whole. May throw when the peer left: the connection is closed
     * then.
     */
    void answer(ParsedRequest request, UpstreamExchange exchange)
            throws IOException, InterruptedException;

    /**
     * Called once the head arrived, before the body. A behaviour that returns true has dealt with
     * the whole connection, which is closed when it returns.
     */
    default boolean onHead(ParsedRequest head, UpstreamExchange exchange)
            throws IOException, InterruptedException {
        return false;
    }

    /** A behaviour that leaves the whole connection to {@code head} once the first head arrived. */
    static Behaviour takingOver(HeadBehaviour head) {
        return new Behaviour() {
            @Override
            public void answer(ParsedRequest request, UpstreamExchange exchange) {
                throw new IllegalStateException("the connection was taken over");
            }

            @Override
            public boolean onHead(ParsedRequest request, UpstreamExchange exchange)
                    throws IOException, InterruptedException {
                head.take(request, exchange);
                return true;
            }
        };
    }
}
