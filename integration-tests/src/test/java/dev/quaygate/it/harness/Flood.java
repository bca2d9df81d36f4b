package dev.quaygate.it.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The same thing done many times by a few clients at once. */
public final class Flood {
    private static final int CLIENTS = 8;

    /** One of the many. */
    public interface Attempt {
        /**
         * @param number from 0
         * @return how it ended
         */
        int run(int number) throws Exception;
    }

    private final Map<Integer, Integer> ends = new ConcurrentHashMap<>();
    private final List<Thread> clients = new ArrayList<>();

    private Flood() {}

    /** Begins; the caller goes on meanwhile. */
    public static Flood of(int count, Attempt attempt) {
        var flood = new Flood();
        var next = new AtomicInteger();
        for (int i = 0; i < CLIENTS; i++) {
            flood.clients.add(
                    Thread.startVirtualThread(() -> {
                        for (int n = next.getAndIncrement();
                                n < count;
                                n = next.getAndIncrement()) {
                            flood.ends.merge(outcome(attempt, n), 1, Integer::sum);
                        }
                    }));
        }
        return flood;
    }

    private static int outcome(Attempt attempt, int number) {
        try {
            return attempt.run(number);
        } catch (Exception e) {
            System.out.println("attempt " + number + ": " + e);
            return -1;
        }
    }

    /** Waits for the last one; how often each end came. */
    public Map<Integer, Integer> end() throws InterruptedException {
        for (Thread client : clients) {
            client.join();
        }
        return new TreeMap<>(ends);
    }
}
