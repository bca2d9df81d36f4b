package dev.quaygate.workers.launch;

import dev.quaygate.workers.settings.AppSettings.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Gives out ports of 127.0.0.1, none of them twice at a time. Any thread. */
public final class Loopback {
    private final RandomGenerator random;
    private final Set<Integer> taken = new HashSet<>();

    public Loopback(RandomGenerator random) {
        this.random = random;
    }

    /** A port of the range on which nobody listens now. */
    public synchronized int take(Ports range) throws LaunchProblem {
        int size = range.last() - range.first() + 1;
        int start = random.nextInt(size);
        for (int i = 0; i < size; i++) {
            int port = range.first() + (start + i) % size;
            if (!taken.contains(port) && free(port)) {
                taken.add(port);
                return port;
            }
        }
        throw new LaunchProblem(
                "ports: all of "
                        + range.first()
                        + "-"
                        + range.last()
                        + " are in use on 127.0.0.1; give a wider range");
    }

    /** Keeps a port that a worker from before has. */
    public synchronized void keep(int port) {
        taken.add(port);
    }

    public synchronized void release(int port) {
        taken.remove(port);
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections that linger do no harm
            socket.bind(
                    new InetSocketAddress(
                            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
