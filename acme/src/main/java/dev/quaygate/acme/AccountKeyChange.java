package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.AccountKeys;
import dev.quaygate.acme.client.AcmeAccount;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.store.CertificateStore;
import java.security.KeyPair;

/**
 * Changes the key of an account (RFC 8555 §7.3.5). Both keys are kept until the authority has shown
 * which one counts: without the right key the account is lost. The caller sees to it that nobody
 * else uses the account meanwhile.
 *
 * @param home prefix of the account in the store
 */
record AccountKeyChange(CertificateStore store, String home, AcmeClient client) {
    static final String NEXT = "key.next.pem";

    /**
     * Changes to a fresh key.
     *
     * @throws AcmeFailure if the authority refused, and the old key stays; or if it gave no answer,
     *     and the next use of the account finds out
     */
    AcmeAccount run(AcmeAccount account) throws AcmeFailure, InterruptedException {
        KeyPair next = AccountKeys.generate();
        store.put(home + NEXT, AccountKeys.toPem(next).getBytes(UTF_8));
        try {
            client.changeKey(account, next);
        } catch (AcmeFailure e) {
            if (e.problem().isPresent()) {
                settle(account.key(), next);
            }
            throw e;
        }
        return new AcmeAccount(account.url(), settle(account.key(), next));
    }

    /** Asks the authority which of two keys it knows, and keeps that one. */
    KeyPair settle(KeyPair old, KeyPair next) throws AcmeFailure, InterruptedException {
        if (client.findAccount(next).isPresent()) {
            store.put(home + "key.pem", AccountKeys.toPem(next).getBytes(UTF_8));
            store.delete(home + NEXT);
            return next;
        }
        if (client.findAccount(old).isPresent()) {
            store.delete(home + NEXT);
        }
        return old;
    }
}
