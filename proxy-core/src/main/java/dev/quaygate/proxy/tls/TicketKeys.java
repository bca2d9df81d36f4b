package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.settings.TlsSettings;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.internal.tcnative.SessionTicketKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Session ticket keys of our own, shared by every context, so that a reload or a renewed
 * certificate does not end resumption of the others. The first encrypts, the rest only decrypt.
 * Kept in memory only. Any thread.
 */
public final class TicketKeys {
    private final SecureRandom random = new SecureRandom();
    private List<Key> keys = List.of();

    public TicketKeys() {
        rotate(new TlsKeep(0));
    }

    private record TlsKeep(int older) {}

    private record Key(byte[] name, byte[] hmac, byte[] aes) {}

    /** Makes a new first key and keeps as many older ones as the settings say. */
    public synchronized void rotate(TlsSettings settings) {
        rotate(new TlsKeep(settings.ticketKeep()));
    }

    private synchronized void rotate(TlsKeep keep) {
        var next = new ArrayList<Key>();
        next.add(fresh());
        next.addAll(keys.subList(0, Math.min(keep.older, keys.size())));
        keys = List.copyOf(next);
    }

    /** As Netty's session contexts take them. */
    synchronized OpenSslSessionTicketKey[] forEngine() {
        return keys.stream()
                .map(key -> new OpenSslSessionTicketKey(key.name, key.hmac, key.aes))
                .toArray(OpenSslSessionTicketKey[]::new);
    }

    /** As BoringSSL takes them. */
    synchronized SessionTicketKey[] forNative() {
        return keys.stream()
                .map(key -> new SessionTicketKey(key.name, key.hmac, key.aes))
                .toArray(SessionTicketKey[]::new);
    }

    private Key fresh() {
        return new Key(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
