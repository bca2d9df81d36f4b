package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoreFault;
import dev.quaygate.acme.store.StoredGeneration;
import dev.quaygate.acme.store.StoredSet;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads everything in a store and says what is damaged. Repairs by leaving out: a damaged
 * generation makes place for a copy of the newest whole one, a document that is read as missing
 * anyway is deleted. Keys of accounts and of the internal authority are never touched. Blocks; one
 * thread.
 */
public final class StoreCheck {
    private final CertificateStore store;
    private final boolean repair;
    private final List<StoreFault> faults = new ArrayList<>();

    private StoreCheck(CertificateStore store, boolean repair) {
        this.store = store;
        this.repair = repair;
    }

    /**
     * Checks all documents.
     *
     * @param repair whether to set right what can be set right
     * @return what was found, in the order of keys
     */
    public static List<StoreFault> run(CertificateStore store, boolean repair) {
        var check = new StoreCheck(store, repair);
        store.list("acme/").forEach(check::account);
        store.sets().forEach(check::set);
        for (String part : List.of("backoff/", "ledger/", "ondemand/")) {
            store.list(part).forEach(check::dispensable);
        }
        store.list("events/").forEach(check::lines);
        store.list("internal/").forEach(check::internal);
        return List.copyOf(check.faults);
    }

    private void account(String key) {
        if (key.endsWith(".json")) {
            jsonProblem(key)
                    .ifPresent(why ->
                            found(
                                    key,
                                    why,
                                    "the key is registered again, which gives the same account",
                                    true));
        } else if (key.endsWith(".pem")) {
            keyProblem(key)
                    .ifPresent(why ->
                            keep(
                                    key,
                                    why,
                                    "a new account will be made; put the file back from a copy if"
                                            + " there is one"));
        }
    }

    private void set(String set) {
        StoredSet stored = store.load(set);
        List<String> damage = new ArrayList<>(stored.damage());
        StoredCertificate newest = null;
        for (StoredGeneration generation : stored.whole()) {
            try {
                StoredCertificate good = StoredCertificate.of(generation);
                newest = newest == null ? good : newest;
            } catch (DamagedDocument e) {
                damage.add("generation " + generation.number() + ": " + e.getMessage());
            }
        }
        pending(set);
        if (damage.isEmpty()) {
            return;
        }
        String outcome =
                newest == null
                        ? "nothing of it is whole; it is ordered again, once a day at most"
                        : "generation " + newest.generation() + " is served";
        damage.forEach(why -> faults.add(new StoreFault(set, why, outcome, true)));
        if (repair && newest != null) {
            publishAgain(set, newest);
        }
    }

    /** As often as generations are kept, so that no damaged one is left. */
    private void publishAgain(String set, StoredCertificate good) {
        try (Lease lease = store.lease(set).orElse(null)) {
            if (lease == null) {
                return; // it is being renewed
            }
            for (int i = 0; i < store.keepGenerations(); i++) {
                store.publish(lease, StoredCertificate.files(good.meta(), good.key()));
            }
        }
    }

    private void pending(String set) {
        String home = "certs/" + set + "/pending/";
        jsonProblem(home + "order.json")
                .ifPresent(
                        why -> found(home + "order.json", why, "the order is placed anew", true));
        keyProblem(home + "key.pem")
                .ifPresent(why -> found(home + "key.pem", why, "the order is placed anew", true));
        for (String key : store.list("certs/" + set + "/")) {
            if (key.endsWith("/ari.json")) {
                jsonProblem(key)
                        .ifPresent(why -> found(key, why, "the authority is asked again", true));
            }
        }
    }

    private void dispensable(String key) {
        jsonProblem(key).ifPresent(why -> found(key, why, "it counts as empty", true));
    }

    private void lines(String key) {
        long torn =
                store.lines(key, 1000).stream()
                        .filter(line -> parseProblem(line).isPresent())
                        .count();
        if (torn > 0) {
            keep(key, torn + " lines cannot be read", "they are left out of the timeline");
        }
    }

    private void internal(String key) {
        Optional<String> why = key.endsWith("-key.pem") ? keyProblem(key) : certificateProblem(key);
        why.ifPresent(text ->
                keep(
                        key,
                        text,
                        key.contains("root")
                                ? "put it back from a copy; machines trust this root and no other"
                                : "a new intermediate is made from the root"));
    }

    private void found(String key, String why, String outcome, boolean repairable) {
        faults.add(new StoreFault(key, why, outcome, repairable));
        if (repair && repairable) {
            store.delete(key);
        }
    }

    private void keep(String key, String why, String outcome) {
        faults.add(new StoreFault(key, why, outcome, false));
    }

    private Optional<String> jsonProblem(String key) {
        return store.get(key).flatMap(value -> parseProblem(new String(value, UTF_8)));
    }

    private static Optional<String> parseProblem(String text) {
        try {
            JsonObject _ = JsonObject.parse(text);
            return Optional.empty();
        } catch (DamagedDocument e) {
            return Optional.of("is no JSON: " + e.getMessage());
        }
    }

    private Optional<String> keyProblem(String key) {
        return store.get(key)
                .flatMap(value -> {
                    try {
                        var _ = Pem.keyPair(new String(value, UTF_8));
                        return Optional.empty();
                    } catch (GeneralSecurityException e) {
                        return Optional.of("is no private key: " + e.getMessage());
                    }
                });
    }

    private Optional<String> certificateProblem(String key) {
        return store.get(key)
                .flatMap(value -> {
                    try {
                        var _ = Pem.certificates(new String(value, UTF_8));
                        return Optional.empty();
                    } catch (GeneralSecurityException e) {
                        return Optional.of("is no certificate: " + e.getMessage());
                    }
                });
    }
}
