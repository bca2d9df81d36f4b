package dev.quaygate.acme.faultca;

import java.util.Locale;

/** The resources of an authority; each has a port of its own, so that each can break alone. */
public enum Endpoint {
    DIRECTORY,
    NEW_NONCE,
    NEW_ACCOUNT,
    ACCOUNT,
    NEW_ORDER,
    ORDER,
    AUTHORIZATION,
    CHALLENGE,
    FINALIZE,
    CERTIFICATE,
    RENEWAL_INFO,
    REVOKE,
    KEY_CHANGE;

    String path() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
