package dev.quaygate.acme.issue;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Ways to prove control over a name. */
public enum ChallengeType {
    /** RFC 8737: a self-made certificate on port 443. */
    TLS_ALPN_01,
    /** RFC 8555 §8.3: a text below {@code /.well-known/acme-challenge/} on port 80. */
    HTTP_01,
    /** RFC 8555 §8.4: a TXT record that we write; the only one of these for wildcards. */
    DNS_01,
    /** A draft: a TXT record that names our account and is written once, not by us. */
    DNS_PERSIST_01;

    /**
     * Reads the word of RFC 8555 and of the configuration.
     *
     * @throws IllegalArgumentException with the list of words when it is none
     */
    public static ChallengeType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "challenges: '" + word + "' is not one of " + words()));
    }

    /** The word for this type, for instance {@code http-01}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String words() {
        return Arrays.stream(values()).map(ChallengeType::word).collect(Collectors.joining(", "));
    }
}
