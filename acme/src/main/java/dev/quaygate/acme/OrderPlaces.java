package dev.quaygate.acme;

import dev.quaygate.acme.issue.OrderWish.Priority;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * How many orders one issuer may have in flight, and who gets the next place: the most urgent, then
 * whoever has least of a life left, then whoever came first. When an authority moves the windows of
 * thousands at once, there are more places until the crowd is gone. Any thread.
 */
final class OrderPlaces {
    /** One in a hundred of the largest installations that are tested. */
    private static final int CROWD = 100;

    private record Waiter(Priority priority, long number) {}

    private static final Comparator<Waiter> ORDER =
            Comparator.comparing((Waiter waiter) -> waiter.priority().rank())
                    .thenComparingDouble(waiter -> waiter.priority().left())
                    .thenComparingLong(Waiter::number);

    private final TreeSet<Waiter> waiting = new TreeSet<>(ORDER);
    private int usual;
    private int inFlight;
    private long next;

    /** Changes the usual number; orders above a lowered one go on. */
    synchronized void usual(int count) {
        usual = count;
        notifyAll();
    }

    synchronized boolean isFree() {
        return waiting.isEmpty() && inFlight < places();
    }

    synchronized int inFlight() {
        return inFlight;
    }

    /** Waits for a place. */
    synchronized void take(Priority priority) throws InterruptedException {
        var me = new Waiter(priority, next++);
        waiting.add(me);
        if (waiting.size() == CROWD) {
            notifyAll(); // the first of them may go
        }
        try {
            while (inFlight >= places() || waiting.first() != me) {
                wait();
            }
            inFlight++;
        } finally {
            waiting.remove(me);
            notifyAll(); // there may be a place for the next one too
        }
    }

    synchronized void giveBack() {
        inFlight--;
        notifyAll();
    }

    private int places() {
        return waiting.size() < CROWD ? usual : usual * 5 / 2;
    }
}
