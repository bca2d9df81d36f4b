package dev.quaygate.workers;

import java.nio.file.Path;

/** Where one worker listens. */
public sealed interface WorkerAddress {
    /** A unix socket. */
    record Socket(Path path) implements WorkerAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** A port of 127.0.0.1. */
    record Port(int port) implements WorkerAddress {
        @Override
        public String toString() {
            return "127.0.0.1:" + port;
        }
    }
}
