package dev.quaygate.app.config.settings;

/** How control of a name is proven. */
public enum ChallengeKind {
    /** RFC 8737, on the https listeners. */
    TLS_ALPN_01("tls-alpn-01"),
    /** RFC 8555 §8.3, on the http listeners. */
    HTTP_01("http-01"),
    /** RFC 8555 §8.4, for names in the zones under {@code certificates.dns}. */
    DNS_01("dns-01");

    private final String word;

    ChallengeKind(String word) {
        this.word = word;
    }

    /** The name in RFCs and YAML. */
    public String word() {
        return word;
    }
}
