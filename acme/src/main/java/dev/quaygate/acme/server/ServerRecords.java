package dev.quaygate.acme.server;

import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What the server keeps in the store, below {@code internal/acme/}. Any thread. */
final class ServerRecords {
    private static final String ROOT = "internal/acme/";
    private static final String ORDERS = ROOT + "orders/";
    private static final Duration SWEEP = Duration.ofHours(1);

    private final CertificateStore store;
    private final InstantSource clock;
    private final RandomGenerator random;
    private Instant nextSweep = Instant.MIN;

    ServerRecords(CertificateStore store, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
    }

    /** The secret behind nonces, the same for all nodes that share the store. */
    byte[] nonceSecret() {
        String key = ROOT + "nonce-secret";
        return store.get(key)
                .orElseGet(() -> {
                    byte[] made = new byte[32];
                    random.nextBytes(made);
                    store.put(key, made);
                    return store.get(key).orElse(made); // another node may have been quicker
                });
    }

    /** An unguessable name. */
    String freshId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Optional<AccountKey> account(String thumbprint) throws ServerProblem {
        Optional<JsonObject> stored = document(ROOT + "accounts/" + thumbprint + ".json");
        return stored.isPresent()
                ? Optional.of(AccountKey.of(stored.get().object("jwk")))
                : Optional.empty();
    }

    void putAccount(AccountKey key, String binding) {
        store.put(
                ROOT + "accounts/" + key.thumbprint() + ".json",
                new JsonObject()
                        .put("jwk", JsonObject.parse(key.jwk()))
                        .put("created", clock.instant())
                        .put("binding", binding)
                        .toBytes());
    }

    Optional<ServerOrder> order(String id) {
        return document(ORDERS + id + ".json")
                .map(stored -> ServerOrder.read(id, stored))
                .filter(order -> clock.instant().isBefore(order.expires()));
    }

    void put(ServerOrder order) {
        store.put(ORDERS + order.id() + ".json", order.stored().toBytes());
    }

    /** Removes what has expired, at most once an hour. */
    void sweep() {
        Instant now = clock.instant();
        synchronized (this) {
            if (now.isBefore(nextSweep)) {
                return;
            }
            nextSweep = now.plus(SWEEP);
        }
        for (String key : store.list(ORDERS)) {
            boolean expired =
                    document(key)
                            .map(stored -> !now.isBefore(stored.instant("expires")))
                            .orElse(true);
            if (expired) {
                store.delete(key);
            }
        }
    }

    private Optional<JsonObject> document(String key) {
        try {
            return store.get(key).map(JsonObject::parse);
        } catch (DamagedDocument _) {
            return Optional.empty(); // the client makes another account or order
        }
    }
}
