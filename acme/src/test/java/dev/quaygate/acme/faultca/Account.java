package dev.quaygate.acme.faultca;

import java.security.PublicKey;
import java.util.List;

/** An account; guarded by the core. */
final class Account {
    final String id;
    PublicKey key;
    boolean deactivated;
    List<String> contact;

    /** Answers every order with userActionRequired until a person agreed. */
    boolean mustAgree;

    Account(String id, PublicKey key, List<String> contact) {
        this.id = id;
        this.key = key;
        this.contact = contact;
    }
}
