package dev.quaygate.acme.client;

import java.security.KeyPair;
import org.jspecify.annotations.Nullable;

/**
 * A wish for an account; agreeing to the terms is part of it. Its text form shows no key.
 *
 * @param key the key that will sign for the account
 * @param email contact address, null for none
 * @param binding external account binding, null for none
 */
public record AccountRequest(
        KeyPair key, @Nullable String email, @Nullable ExternalAccountBinding binding) {

    /** A request without contact and without binding. */
    public static AccountRequest of(KeyPair key) {
        return new AccountRequest(key, null, null);
    }

    @Override
    public String toString() {
        return "AccountRequest[email=" + email + ", binding=" + binding + "]";
    }
}
