package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.text.Ascii;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a handshake agreed on. Event loop only. */
public final class TlsFacts {
    private final String version;
    private final @Nullable String group;
    private final boolean resumed;
    private final String sni;
    private final byte[] sniBytes;
    private final Predicate<String> covers;
    private long handshakeNanos;

    /**
     * @param version {@code 1.2} or {@code 1.3}
     * @param group key exchange group, or null if unknown
     * @param resumed whether a session was resumed
     * @param sni name the client asked for, folded
     * @param handshakeNanos how long it took
     * @param covers whether the connection's certificate covers a host (folded); else that host is
     *     answered 421
     */
    public TlsFacts(
            String version,
            @Nullable String group,
            boolean resumed,
            String sni,
            long handshakeNanos,
            Predicate<String> covers) {
        this.version = version;
        this.group = group;
        this.resumed = resumed;
        this.sni = sni;
        this.sniBytes = Ascii.bytes(sni);
        this.handshakeNanos = handshakeNanos;
        this.covers = covers;
    }

    public String version() {
        return version;
    }

    public @Nullable String group() {
        return group;
    }

    public boolean resumed() {
        return resumed;
    }

    public String sni() {
        return sni;
    }

    byte[] sniBytes() {
        return sniBytes;
    }

    boolean covers(String foldedHost) {
        return covers.test(foldedHost);
    }

    /** Duration of the handshake for the connection's first exchange, 0 for all others. */
    long takeHandshakeNanos() {
        long nanos = handshakeNanos;
        handshakeNanos = 0;
        return nanos;
    }
}
