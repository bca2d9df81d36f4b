package dev.quaygate.proxy.codec.h2;

/**
 * Streams that we ended while the client was still sending. What is in flight for them is dropped
 * without an error (RFC 9113 §5.1), as far as their window allowed. Remembers the last ones only.
 * Event loop only.
 */
public final class ResetStreams {
    private static final int SIZE = 128;
    private static final int NOT_FOUND = -1;

    private final int[] ids = new int[SIZE];
    private final int[] allowed = new int[SIZE];
    private int next;

    /** {@code window} is what the client may have in flight. */
    public void remember(int id, int window) {
        ids[next] = id;
        allowed[next] = window;
        next = next + 1 & SIZE - 1;
    }

    public boolean contains(int id) {
        return find(id) != NOT_FOUND;
    }

    /** Whether {@code bytes} for a remembered stream were still allowed. */
    public boolean take(int id, int bytes) {
        int at = find(id);
        allowed[at] -= bytes;
        return allowed[at] >= 0;
    }

    private int find(int id) {
        for (int i = 0; i < SIZE; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return NOT_FOUND;
    }
}
