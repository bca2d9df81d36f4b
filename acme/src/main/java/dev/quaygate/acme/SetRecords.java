package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.store.StoredGeneration;
import dev.quaygate.acme.store.StoredSet;
import dev.quaygate.acme.store.Version;
import dev.quaygate.acme.store.VersionedDocument;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything the store holds for one set, as records. A damaged document reads as a missing one,
 * with a warning.
 */
final class SetRecords {
    private static final Logger log = LoggerFactory.getLogger(SetRecords.class);

    /** What was found for a set at a load. */
    record Loaded(@Nullable StoredCertificate certificate, List<String> damage) {}

    private static final int TRIES = 10;

    private final CertificateStore store;
    private final String set;

    SetRecords(CertificateStore store, String set) {
        this.store = store;
        this.set = set;
    }

    /** Name of the set. */
    String set() {
        return set;
    }

    /** The newest certificate that is whole, with everything that was passed over. */
    Loaded load() {
        StoredSet stored = store.load(set);
        List<String> damage = new ArrayList<>(stored.damage());
        for (StoredGeneration generation : stored.whole()) {
            try {
                return new Loaded(StoredCertificate.of(generation), damage);
            } catch (DamagedDocument e) {
                damage.add("generation " + generation.number() + ": " + e.getMessage());
            }
        }
        return new Loaded(null, damage);
    }

    StoredCertificate publish(Lease lease, CertificateMeta meta, CertifiedKey key) {
        return new StoredCertificate(
                store.publish(lease, StoredCertificate.files(meta, key)), meta, key);
    }

    Optional<PendingOrder> pending() {
        return read(pendingKey("order.json"), PendingOrder::of);
    }

    /** Starts a new order: a key left behind by an earlier one must not be taken for its own. */
    void begin(PendingOrder order) {
        store.delete(pendingKey("key.pem"));
        put(order);
    }

    void put(PendingOrder order) {
        store.put(pendingKey("order.json"), order.toJson().toBytes());
    }

    /** Removes all documents of the set; the certificate first, so that none is served by half. */
    void deleteAll() {
        store.list("certs/" + set + "/").forEach(store::delete);
        store.delete(attemptsKey());
        store.delete("events/" + set + ".jsonl");
    }

    /** Authority at which an order is placed that is not finished, null for none. */
    @Nullable String placed() {
        return pending()
                .filter(order -> order.orderUrl() != null)
                .map(PendingOrder::ca)
                .orElse(null);
    }

    /** Whether anything of an order is there, whole or not. */
    boolean hasPending() {
        return store.get(pendingKey("order.json")).isPresent()
                || store.get(pendingKey("key.pem")).isPresent();
    }

    Optional<KeyPair> pendingKey() {
        Optional<byte[]> pem = store.get(pendingKey("key.pem"));
        try {
            return pem.isPresent()
                    ? Optional.of(Pem.keyPair(new String(pem.get(), UTF_8)))
                    : Optional.empty();
        } catch (GeneralSecurityException e) {
            log.warn("store.damaged set={} document=pending/key.pem", set);
            return Optional.empty();
        }
    }

    void putPendingKey(KeyPair key) {
        store.put(pendingKey("key.pem"), Pem.of(key.getPrivate()).getBytes(UTF_8));
    }

    void clearPending() {
        store.delete(pendingKey("order.json"));
        store.delete(pendingKey("key.pem"));
    }

    AttemptRecord attempts() {
        return read(attemptsKey(), AttemptRecord::of).orElse(AttemptRecord.NONE);
    }

    void put(AttemptRecord attempts) {
        store.put(attemptsKey(), attempts.toJson().toBytes());
    }

    /** Changes what the store holds, even if another node changes it at the same time. */
    AttemptRecord change(UnaryOperator<AttemptRecord> change) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<VersionedDocument> before = store.read(attemptsKey());
            AttemptRecord changed =
                    change.apply(before.map(SetRecords::attempts).orElse(AttemptRecord.NONE));
            Version version = before.map(VersionedDocument::version).orElse(Version.ABSENT);
            if (store.put(attemptsKey(), changed.toJson().toBytes(), version)) {
                return changed;
            }
        }
        throw new StoreProblem(attemptsKey() + " is changed by too many nodes at once");
    }

    private static AttemptRecord attempts(VersionedDocument document) {
        try {
            return AttemptRecord.of(JsonObject.parse(document.value()));
        } catch (DamagedDocument e) {
            return AttemptRecord.NONE;
        }
    }

    Optional<AriRecord> ari(int generation) {
        return read(ariKey(generation), AriRecord::of);
    }

    void put(int generation, AriRecord ari) {
        store.put(ariKey(generation), ari.toJson().toBytes());
    }

    private <T> Optional<T> read(String key, Function<JsonObject, T> parse) {
        Optional<byte[]> bytes = store.get(key);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(JsonObject.parse(bytes.get())));
        } catch (DamagedDocument e) {
            log.warn("store.damaged set={} document={} what={}", set, key, e.getMessage());
            return Optional.empty();
        }
    }

    private String pendingKey(String name) {
        return "certs/" + set + "/pending/" + name;
    }

    private String attemptsKey() {
        return "backoff/" + set + ".json";
    }

    private String ariKey(int generation) {
        return "certs/" + set + "/" + generation + "/ari.json";
    }
}
