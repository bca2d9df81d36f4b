package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

/**
 * What is fixed for the life of the process.
 *
 * @param eventLoops event loops, one per core by default
 * @param transport how sockets are driven
 */
public record ProcessSettings(int eventLoops, Transport transport) {
    /** How sockets are driven. */
    public enum Transport {
        EPOLL,
        IO_URING,
        NIO
    }

    public ProcessSettings {
        require(
                eventLoops >= 1 && eventLoops <= 1024,
                "eventLoops",
                eventLoops + " is not within 1 and 1024");
    }
}
