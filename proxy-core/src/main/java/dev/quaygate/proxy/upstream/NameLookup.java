package dev.quaygate.proxy.upstream;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Looks a host name up. Blocks; virtual threads only. */
interface NameLookup extends AutoCloseable {
    /** What came back. */
    sealed interface Answer {
        /** All addresses of the name and how long they may be kept. */
        record Found(List<InetAddress> addresses, Duration ttl) implements Answer {
            public Found {
                addresses = List.copyOf(addresses);
            }
        }

        /** The name has no address, says its zone. */
        record NoSuchName() implements Answer {}

        /** Nobody could say: time-out, server failure. */
        record Failed(String why) implements Answer {}
    }

    Answer lookUp(String name) throws InterruptedException;

    @Override
    void close();
}
