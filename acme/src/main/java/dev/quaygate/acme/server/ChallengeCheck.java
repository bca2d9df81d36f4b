package dev.quaygate.acme.server;

import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.challenge.TlsAlpn01;
import java.util.Optional;
import java.util.stream.Stream;

/** Challenges that are offered. */
enum ChallengeCheck {
    HTTP_01(Http01.TYPE),
    TLS_ALPN_01(TlsAlpn01.TYPE);

    private final String type;

    ChallengeCheck(String type) {
        this.type = type;
    }

    String type() {
        return type;
    }

    static Optional<ChallengeCheck> of(String type) {
        return Stream.of(values()).filter(check -> check.type.equals(type)).findFirst();
    }
}
