package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.time.Duration;
import java.util.List;

/**
 * TLS towards clients.
 *
 * @param min lowest version
 * @param ciphers TLS 1.2 suites by IANA name; empty for the modern set (forward secrecy and AEAD
 *     only)
 * @param groups key exchange groups in order of preference
 * @param alpn protocols offered, in order: {@code h2}, {@code http/1.1}
 * @param ticketRotate how often a new ticket key is made; zero switches tickets off
 * @param ticketKeep older keys that still decrypt
 * @param unknownName what is shown for a name that no route names
 * @param strictHost a Host outside the connection's certificate is answered 421
 */
public record TlsSettings(
        Version min,
        List<String> ciphers,
        List<String> groups,
        List<String> alpn,
        Duration ticketRotate,
        int ticketKeep,
        UnknownName unknownName,
        boolean strictHost) {
    /** Protocol versions that may be offered (RFC 8996 ended the others). */
    public enum Version {
        TLS_1_2,
        TLS_1_3
    }

    public static final TlsSettings DEFAULT =
            new TlsSettings(
                    Version.TLS_1_2,
                    List.of(),
                    List.of("X25519MLKEM768", "x25519", "secp256r1"),
                    List.of("h2", "http/1.1"),
                    Duration.ofHours(12),
                    2,
                    new UnknownName.Refuse(),
                    true);

    public TlsSettings {
        ciphers = List.copyOf(ciphers);
        groups = List.copyOf(groups);
        alpn = List.copyOf(alpn);
        require(!groups.isEmpty(), "groups", "at least one group is needed");
        require(
                !alpn.isEmpty() && List.of("h2", "http/1.1").containsAll(alpn),
                "alpn",
                alpn + " must be of h2 and http/1.1");
        require(
                ticketRotate.isZero() || ticketRotate.compareTo(Duration.ofSeconds(1)) >= 0,
                "rotate",
                ticketRotate + " is shorter than a second");
        require(ticketKeep >= 0 && ticketKeep <= 8, "keep", ticketKeep + " is not within 0 and 8");
    }
}
