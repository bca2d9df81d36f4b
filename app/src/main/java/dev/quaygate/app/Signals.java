package dev.quaygate.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** Signals of the operating system. SIGQUIT stays with the JVM, which prints its threads. */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** Runs an action on a thread of its own at each signal, for instance {@code HUP}. */
    static void on(String name, Runnable action) {
        try {
            Signal.handle(
                    new Signal(name), _ -> Thread.ofVirtual().name("signal-" + name).start(action));
        } catch (IllegalArgumentException e) {
            LOG.warn("signal.unavailable name={} what={}", name, e.getMessage());
        }
    }
}
