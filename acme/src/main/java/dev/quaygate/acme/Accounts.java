package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.AccountKeys;
import dev.quaygate.acme.client.AccountRequest;
import dev.quaygate.acme.client.AcmeAccount;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.ExternalAccountBinding;
import dev.quaygate.acme.client.Sha256;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.store.Version;
import dev.quaygate.acme.store.VersionedDocument;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One account per authority and e-mail address. Its key is stored before the authority hears of it
 * and kept for ever.
 */
final class Accounts {
    private static final Duration BETWEEN_NEW_ACCOUNTS = Duration.ofDays(1);

    private final CertificateStore store;
    private final InstantSource clock;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    Accounts(CertificateStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Host and six hex digits of the hash of the directory's address: names an authority in the
     * store.
     */
    static String ca(Issuer.Acme issuer) {
        return ca(issuer.directory());
    }

    /** The same for the address of a directory. */
    static String ca(URI directory) {
        return directory.getHost() + "-" + hash(directory.toString());
    }

    /** Address of the stored account; asks nobody. */
    Optional<URI> known(Issuer.Acme issuer) {
        return url(home(issuer));
    }

    /** Gives the stored account, or registers one. */
    AcmeAccount of(Issuer.Acme issuer, AcmeClient client) throws AcmeFailure, InterruptedException {
        String home = home(issuer);
        var lock = locks.computeIfAbsent(home, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            Optional<KeyPair> known = key(home + "key.pem");
            Optional<URI> url = known.isPresent() ? url(home) : Optional.empty();
            if (known.isPresent() && url.isPresent()) {
                return new AcmeAccount(url.get(), settled(home, known.get(), client));
            }
            return register(issuer, client, home, known);
        } finally {
            lock.unlock();
        }
    }

    /** A change of the key that was interrupted is brought to its end first. */
    private KeyPair settled(String home, KeyPair known, AcmeClient client)
            throws AcmeFailure, InterruptedException {
        Optional<KeyPair> next = key(home + AccountKeyChange.NEXT);
        return next.isEmpty()
                ? known
                : new AccountKeyChange(store, home, client).settle(known, next.get());
    }

    /** Changes the key of the stored account to a fresh one. */
    AcmeAccount changeKey(Issuer.Acme issuer, AcmeClient client)
            throws AcmeFailure, InterruptedException {
        String home = home(issuer);
        var lock = locks.computeIfAbsent(home, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            return new AccountKeyChange(store, home, client).run(of(issuer, client));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets the address of an account that the authority says it does not know, so that the same
     * key is registered again; at most once a day.
     *
     * @return false if the account is younger than a day and is kept
     */
    boolean forget(Issuer.Acme issuer) {
        String home = home(issuer);
        Optional<Instant> created = document(home).map(json -> json.instant("createdAt"));
        boolean old =
                created.isPresent()
                        && created.get().plus(BETWEEN_NEW_ACCOUNTS).isBefore(clock.instant());
        if (old) {
            store.delete(home + "account.json");
        }
        return old;
    }

    private AcmeAccount register(
            Issuer.Acme issuer, AcmeClient client, String home, Optional<KeyPair> known)
            throws AcmeFailure, InterruptedException {
        KeyPair key = known.isPresent() ? known.get() : newKey(home);
        AcmeAccount account =
                client.createAccount(new AccountRequest(key, issuer.email(), binding(issuer)));
        store.put(
                home + "account.json",
                new JsonObject()
                        .put("url", account.url().toString())
                        .put("directory", issuer.directory().toString())
                        .put("createdAt", clock.instant())
                        .toBytes());
        return account;
    }

    /** As a person gave it, or as the authority gives it for an e-mail address. */
    private static @Nullable ExternalAccountBinding binding(Issuer.Acme issuer)
            throws AcmeFailure, InterruptedException {
        URI place = issuer.facts().bindingByEmail();
        String email = issuer.email();
        return issuer.binding() != null || place == null || email == null
                ? issuer.binding()
                : BindingByEmail.from(place, email);
    }

    /** A fleet agrees on one key: registering it again gives the same account. */
    private KeyPair newKey(String home) {
        Optional<VersionedDocument> damaged = store.read(home + "key.pem");
        Version before = damaged.map(VersionedDocument::version).orElse(Version.ABSENT);
        KeyPair made = AccountKeys.generate();
        if (store.put(home + "key.pem", AccountKeys.toPem(made).getBytes(UTF_8), before)) {
            return made;
        }
        return key(home + "key.pem")
                .orElseThrow(() ->
                        new StoreProblem("another node is just making the account key; try again"));
    }

    private Optional<URI> url(String home) {
        return document(home).map(json -> URI.create(json.text("url")));
    }

    private Optional<JsonObject> document(String home) {
        try {
            return store.get(home + "account.json").map(JsonObject::parse);
        } catch (DamagedDocument e) {
            return Optional
                    .empty(); // the key is what counts: registering it again gives the same account
        }
    }

    private Optional<KeyPair> key(String path) {
        Optional<byte[]> pem = store.get(path);
        try {
            return pem.isPresent()
                    ? Optional.of(AccountKeys.fromPem(new String(pem.get(), UTF_8)))
                    : Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Names the account of an issuer in the store. */
    static String account(Issuer.Acme issuer) {
        return account(issuer.email());
    }

    private static String account(@Nullable String email) {
        return email == null || email.isEmpty() ? "default" : hash(email);
    }

    /** Start of the keys of an issuer's account. */
    static String home(Issuer.Acme issuer) {
        return home(issuer.directory(), issuer.email());
    }

    static String home(URI directory, @Nullable String email) {
        return "acme/" + ca(directory) + "/" + account(email) + "/";
    }

    private static String hash(String text) {
        return Sha256.hex(text).substring(0, 6);
    }
}
