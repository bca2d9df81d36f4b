package dev.quaygate.acme.server;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes nonces (RFC 8555 §6.5) that every node with the same secret takes, and takes each once. Any
 * thread.
 */
final class Nonces {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int TEXT = 16;
    private static final int MAC = 16;
    private static final int MOST_USED = 50_000;

    private final byte[] secret;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** Too many within an hour and the oldest are forgotten; the limits make that hard. */
    private final Map<String, Boolean> used =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > MOST_USED;
                }
            };

    Nonces(byte[] secret, InstantSource clock, RandomGenerator random) {
        this.secret = secret.clone();
        this.clock = clock;
        this.random = random;
    }

    String next() {
        byte[] text =
                ByteBuffer.allocate(TEXT)
                        .putLong(clock.millis())
                        .putLong(random.nextLong())
                        .array();
        byte[] all = Arrays.copyOf(text, TEXT + MAC);
        System.arraycopy(mac(text), 0, all, TEXT, MAC);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** Whether it is ours, fresh, and was not used before; uses it. */
    boolean use(String nonce) {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException _) {
            return false;
        }
        if (all.length != TEXT + MAC) {
            return false;
        }
        byte[] text = Arrays.copyOf(all, TEXT);
        long age = clock.millis() - ByteBuffer.wrap(text).getLong();
        if (!MessageDigest.isEqual(mac(text), Arrays.copyOfRange(all, TEXT, TEXT + MAC))
                || Math.abs(age) > LIFE.toMillis()) {
            return false;
        }
        synchronized (used) {
            return used.put(nonce, true) == null;
        }
    }

    private byte[] mac(byte[] text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(text), MAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }
}
