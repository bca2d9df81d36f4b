package dev.quaygate.acme;

import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.client.Sha256;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.store.StoreWatcher;
import dev.quaygate.acme.store.Subscription;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets every node of a fleet answer every challenge: an answer is in the shared store before the
 * authority is asked to look, all nodes follow the store, and a node that is asked for something it
 * does not know yet can look there. Any thread.
 */
public final class SharedChallenges implements ChallengePresenter, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedChallenges.class);

    /** Longer than any authority takes; ends what a dead node left. */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final String HTTP = "challenges/http-01/";
    private static final String TLS = "challenges/tls-alpn-01/";

    private final CertificateStore store;
    private final ChallengePresenter local;
    private final Subscription subscription;

    /** Keys of the store with the token or name that was presented here for them. */
    private final Map<String, String> presented = new ConcurrentHashMap<>();

    /**
     * Starts to follow the store.
     *
     * @param local answers on this node
     */
    public SharedChallenges(CertificateStore store, ChallengePresenter local) {
        this.store = store;
        this.local = local;
        this.subscription = store.watch("challenges/", new Follower());
        for (String key : store.list("challenges/")) {
            look(key);
        }
    }

    @Override
    public void presentHttp01(String token, String keyAuthorization) {
        local.presentHttp01(token, keyAuthorization);
        var json = new JsonObject().put("token", token).put("answer", keyAuthorization);
        store.putFor(LIFE, HTTP + hash(token), json.toBytes());
    }

    @Override
    public void withdrawHttp01(String token) {
        local.withdrawHttp01(token);
        delete(HTTP + hash(token));
    }

    @Override
    public void presentTlsAlpn01(String name, CertifiedKey certificate) {
        local.presentTlsAlpn01(name, certificate);
        var json =
                new JsonObject()
                        .put("name", name)
                        .put("chain", Pem.of(certificate.chain()))
                        .put("key", Pem.of(certificate.privateKey()));
        store.putFor(LIFE, tlsKey(name), json.toBytes());
    }

    @Override
    public void withdrawTlsAlpn01(String name) {
        local.withdrawTlsAlpn01(name);
        delete(tlsKey(name));
    }

    /**
     * Asks the store for the answer to a token that this node does not know; present here
     * afterwards. Blocks.
     *
     * @return the key authorization, empty if no node presented it
     */
    public Optional<String> lookUpHttp01(String token) {
        return look(HTTP + hash(token)).map(json -> json.text("answer"));
    }

    /**
     * Like {@link #lookUpHttp01} for the server name of a handshake; true if this node can answer
     * now.
     */
    public boolean lookUpTlsAlpn01(String serverName) {
        return look(TLS + hash(serverName)).isPresent();
    }

    private static String tlsKey(String name) {
        return TLS + hash(new TlsAlpn01(name, "").serverName());
    }

    private Optional<JsonObject> look(String key) {
        return store.get(key).flatMap(value -> present(key, value));
    }

    private Optional<JsonObject> present(String key, byte[] value) {
        try {
            JsonObject json = JsonObject.parse(value);
            if (key.startsWith(HTTP)) {
                presented.put(key, json.text("token"));
                local.presentHttp01(json.text("token"), json.text("answer"));
            } else if (key.startsWith(TLS)) {
                var certificate =
                        new CertifiedKey(
                                Pem.certificates(json.text("chain")),
                                Pem.keyPair(json.text("key")).getPrivate());
                presented.put(key, json.text("name"));
                local.presentTlsAlpn01(json.text("name"), certificate);
            }
            return Optional.of(json);
        } catch (DamagedDocument | GeneralSecurityException e) {
            log.warn("store.damaged document={} what={}", key, e.getMessage());
            return Optional.empty();
        }
    }

    /** Nothing depends on it: the answer ends by itself. */
    private void delete(String key) {
        try {
            store.delete(key);
        } catch (StoreProblem e) {
            log.debug("challenge stays in the store until it ends: {}", e.getMessage());
        }
    }

    /** Tokens may have 256 characters, and names may be addresses, which no key may hold. */
    private static String hash(String text) {
        return Sha256.hex(text).substring(0, 32);
    }

    @Override
    public void close() {
        subscription.close();
    }

    private final class Follower implements StoreWatcher {
        @Override
        public void changed(String key, byte[] value) {
            var _ = present(key, value);
        }

        @Override
        public void deleted(String key) {
            String what = presented.remove(key);
            if (what != null && key.startsWith(HTTP)) {
                local.withdrawHttp01(what);
            } else if (what != null) {
                local.withdrawTlsAlpn01(what);
            }
        }
    }
}
