package dev.quaygate.proxy.tls;

import java.net.InetAddress;
import java.time.Duration;

/** Sees to names that clients ask for and that have no certificate. */
public interface MissingCertificates {
    /** What came of it. */
    sealed interface Answer {
        /** The catalogue has one now. */
        record Here() implements Answer {}

        /**
         * The name is none of ours.
         *
         * @param why for the log, without the name
         */
        record NotOurs(String why) implements Answer {}

        /**
         * There is none yet.
         *
         * @param why for the log, without the name
         */
        record NotYet(String why) implements Answer {}
    }

    /**
     * A handshake asked for a name that a route names and that has no certificate, or only a
     * stand-in. Event loop: returns at once.
     */
    void asked(String serverName);

    /**
     * Whether a handshake for a name without a certificate may wait for its first one. Event loop:
     * returns at once.
     */
    boolean isOnDemand(String serverName);

    /** Longest time that {@link #obtain} takes. */
    Duration longestWait();

    /** Gets a certificate, or says why not. Blocks; on a virtual thread of its own. */
    Answer obtain(String serverName, InetAddress client) throws InterruptedException;
}
