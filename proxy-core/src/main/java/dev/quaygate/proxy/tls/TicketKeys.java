package dev.quaygate.proxy.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.internal.tcnative.SessionTicketKey;
import java.security.SecureRandom;
import java.util.List;

/**
 * Session ticket keys of our own, shared by every context, so that a reload or a renewed
 * certificate does not end resumption of the others. The first encrypts, the rest only decrypt.
 * Until somebody gives others it is one that nobody else knows. Any thread.
 */
final class TicketKeys {
    private volatile List<TicketKey> keys = List.of(TicketKey.random(new SecureRandom()));

    /**
     * Uses these from now on.
     *
     * @param next at least one
     * @return whether they differ from those before
     */
    boolean replace(List<TicketKey> next) {
        if (next.isEmpty()) {
            throw new IllegalArgumentException("ticket keys: at least one is needed");
        }
        boolean differ = !keys.equals(next);
        keys = List.copyOf(next);
        return differ;
    }

    /** As Netty's session contexts take them. */
    OpenSslSessionTicketKey[] forEngine() {
        return keys.stream().map(TicketKey::forEngine).toArray(OpenSslSessionTicketKey[]::new);
    }

    /** As BoringSSL takes them. */
    SessionTicketKey[] forNative() {
        return keys.stream().map(TicketKey::forNative).toArray(SessionTicketKey[]::new);
    }
}
