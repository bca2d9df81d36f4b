package dev.quaygate.acme.issue;

import dev.quaygate.acme.issue.BudgetLimit.Scope;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.store.Version;
import dev.quaygate.acme.store.VersionedDocument;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was used of each limit, as documents of the store: one per authority and counted thing. Not
 * thread-safe.
 */
final class BudgetLedger {
    private static final Logger log = LoggerFactory.getLogger(BudgetLedger.class);

    private static final int TRIES = 10;

    private final CertificateStore store;
    private final Map<String, TokenBucket> known = new HashMap<>();

    BudgetLedger(CertificateStore store) {
        this.store = store;
    }

    /**
     * Name of the document that counts one thing.
     *
     * @param subject account, registered domain, hash of a set, or account and name
     */
    static String key(String ca, Scope scope, String subject) {
        String segment = subject.replace("*", "_").replaceAll("[^A-Za-z0-9._@-]", "-");
        return "ledger/" + ca + "/" + scope.word() + "/" + segment + ".json";
    }

    /** What this process knows; reads the store only the first time. */
    TokenBucket get(String key, Instant now) {
        return known.computeIfAbsent(key, this::read).upTo(now);
    }

    /** What the store says now: another node may have used some. */
    TokenBucket refresh(String key, Instant now) {
        TokenBucket fresh = read(key).upTo(now);
        known.put(key, fresh);
        return fresh;
    }

    /**
     * Changes what the store holds, even if another node changes it at the same time. Stored first,
     * so that no order is placed that is not counted.
     */
    void change(String key, Instant now, UnaryOperator<TokenBucket> change) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<VersionedDocument> before = store.read(key);
            TokenBucket old =
                    before.map(document -> parse(key, document.value())).orElse(TokenBucket.FULL);
            TokenBucket changed = change.apply(old.upTo(now));
            Version version = before.map(VersionedDocument::version).orElse(Version.ABSENT);
            if (store.put(key, changed.toJson().toBytes(), version)) {
                known.put(key, changed);
                return;
            }
        }
        throw new StoreProblem(key + " is changed by too many nodes at once");
    }

    /** An authority's word holds for this process even if the store cannot take it. */
    void remember(String key, TokenBucket bucket) {
        known.put(key, bucket);
    }

    private TokenBucket read(String key) {
        return store.get(key).map(bytes -> parse(key, bytes)).orElse(TokenBucket.FULL);
    }

    private static TokenBucket parse(String key, byte[] bytes) {
        try {
            return TokenBucket.of(JsonObject.parse(bytes));
        } catch (DamagedDocument | DateTimeException e) {
            log.warn("store.damaged document={} what={}", key, e.getMessage());
            return TokenBucket.FULL;
        }
    }
}
