package dev.quaygate.proxy.codec.h2;

/**
 * What the peer may still send (RFC 9113 §5.2), of a stream or of the connection. Credit is
 * announced in halves of the window, not for every frame. Event loop only.
 */
public final class ReceiveWindow {
    private final int size;
    private int available;
    private int credit;

    /**
     * @param available what the peer believes at first
     * @param size what it should become
     */
    public ReceiveWindow(int available, int size) {
        this.available = available;
        this.size = size;
    }

    /** Takes what came; false if the peer sent more than it may. */
    public boolean take(int bytes) {
        available -= bytes;
        return available >= 0;
    }

    /**
     * Notes that bytes have gone on.
     *
     * @return the increment to announce now, or 0
     */
    public int giveBack(int bytes) {
        credit += bytes;
        if (credit < size / 2) {
            return 0;
        }
        return announce();
    }

    /** The increment that brings the window to its size at the start. */
    public int open() {
        credit = size - available;
        return announce();
    }

    /** What the peer may send before it waits for us. */
    public int available() {
        return available;
    }

    private int announce() {
        int increment = credit;
        credit = 0;
        available += increment;
        return increment;
    }
}
