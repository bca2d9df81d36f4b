package dev.quaygate.acme.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Update;

/**
 * Adds and removes single TXT values by UPDATE (RFC 2136), signed by TSIG (RFC 8945) if there is a
 * key. By TCP, so that neither size nor a forged source matters. Blocks; any thread.
 */
public final class ZoneUpdate {
    private final InetSocketAddress server;
    private final @Nullable TsigKey key;
    private final Duration limit;

    /**
     * A shared secret.
     *
     * @param name of the key, as the server knows it
     * @param algorithm for instance {@code hmac-sha256}
     * @param secret in base64
     */
    public record TsigKey(String name, String algorithm, String secret) {
        public TsigKey {
            if (!algorithm.matches("hmac-(sha1|sha224|sha256|sha384|sha512)")) {
                throw new IllegalArgumentException(
                        "algorithm: '"
                                + algorithm
                                + "' is not one of hmac-sha256, hmac-sha512, hmac-sha384,"
                                + " hmac-sha224, hmac-sha1");
            }
            try {
                Base64.getDecoder().decode(secret);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("secret: it is not base64", e);
            }
        }

        @Override
        public String toString() {
            return "TsigKey[name=" + name + ", algorithm=" + algorithm + "]";
        }

        private TSIG signer() throws TextParseException {
            return new TSIG(
                    Name.fromString(algorithm, Name.root),
                    Name.fromString(name, Name.root),
                    Base64.getDecoder().decode(secret));
        }
    }

    public ZoneUpdate(InetSocketAddress server, @Nullable TsigKey key, Duration limit) {
        this.server = server;
        this.key = key;
        this.limit = limit;
    }

    /**
     * Adds a value beside those that are there.
     *
     * @throws IOException if the server does not take it; the message says why
     */
    public void add(String zone, String name, String value, Duration ttl)
            throws IOException, InterruptedException {
        var update = new Update(name(zone));
        update.add(text(name, value, ttl));
        send(update, zone);
    }

    /** Removes one value; nothing happens if it is not there. */
    public void remove(String zone, String name, String value)
            throws IOException, InterruptedException {
        var update = new Update(name(zone));
        update.delete(text(name, value, Duration.ZERO));
        send(update, zone);
    }

    private void send(Update update, String zone) throws IOException, InterruptedException {
        var resolver = new SimpleResolver(server);
        resolver.setTCP(true);
        resolver.setTimeout(limit);
        if (key != null) {
            resolver.setTSIGKey(key.signer());
        }
        Message answer;
        try {
            answer = resolver.sendAsync(update).toCompletableFuture().get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(at() + ": " + cause.getMessage(), cause);
        }
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new IOException(at() + " refuses the update of " + zone + ": " + why(answer));
        }
    }

    private static String why(Message answer) {
        TSIGRecord signature = answer.getTSIG();
        String code = Rcode.string(answer.getRcode());
        if (signature == null || signature.getError() == Rcode.NOERROR) {
            return code;
        }
        return code + ", " + Rcode.TSIGstring(signature.getError());
    }

    private String at() {
        return String.format(
                Locale.ROOT, "%s:%d", server.getAddress().getHostAddress(), server.getPort());
    }

    private static TXTRecord text(String name, String value, Duration ttl)
            throws TextParseException {
        return new TXTRecord(name(name), DClass.IN, ttl.toSeconds(), value);
    }

    private static Name name(String text) throws TextParseException {
        return Name.fromString(text, Name.root);
    }
}
