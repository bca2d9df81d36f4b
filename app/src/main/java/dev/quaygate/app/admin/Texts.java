package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How numbers, times and names look to people. */
public final class Texts {
    private static final Map<String, String> ISSUERS =
            Map.of(
                    "letsencrypt", "Let's Encrypt",
                    "letsencrypt-staging", "Let's Encrypt staging",
                    "google", "Google",
                    "google-staging", "Google staging",
                    "zerossl", "ZeroSSL",
                    "sslcom", "SSL.com",
                    "actalis", "Actalis");

    private Texts() {}

    /** {@code 1 route}, {@code 2 routes}. */
    public static String count(long number, String word) {
        return String.format(Locale.ROOT, "%,d %s%s", number, word, number == 1 ? "" : "s");
    }

    /** A length of time in its largest fitting unit: {@code 45d}, {@code 46h}, {@code 12m}. */
    public static String span(Duration time) {
        Duration positive = time.abs();
        if (positive.toHours() >= 48) {
            return positive.toDays() + "d";
        }
        if (positive.toMinutes() >= 120) {
            return positive.toHours() + "h";
        }
        return positive.toSeconds() >= 120
                ? positive.toMinutes() + "m"
                : positive.toSeconds() + "s";
    }

    /** {@code 38 ms}. */
    public static String millis(Duration time) {
        return time.toMillis() + " ms";
    }

    /** {@code 0.41 s}, {@code 4.2 s}. */
    public static String seconds(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        return String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%.1f s", seconds);
    }

    /** The first name and how many more: {@code shop.example.com +1}. */
    public static String names(List<String> names) {
        if (names.isEmpty()) {
            return "-";
        }
        return names.getFirst() + (names.size() == 1 ? "" : " +" + (names.size() - 1));
    }

    /** The names of a certificate, with its kind of key unless it is the usual one. */
    public static String label(CertificateStatus status) {
        return names(status.names()) + key(status);
    }

    /** {@code (rsa2048)}; nothing for the usual kind of key. */
    static String key(CertificateStatus status) {
        String type = status.keyType();
        return type.isEmpty() || type.equals("p256") ? "" : " (" + type + ")";
    }

    /** An authority as people call it. */
    public static String issuer(String id) {
        return ISSUERS.getOrDefault(id, id);
    }

    /** Why the next thing happens when it does. */
    public static String why(CertificateStatus status) {
        return switch (status.next().why()) {
            case "ari" -> "ARI";
            case "life" -> partOfLife(status);
            case "policy" -> "configured point";
            case "asked" -> "asked for";
            default -> status.next().why();
        };
    }

    /** Short lives are renewed earlier. */
    private static String partOfLife(CertificateStatus status) {
        var certificate = status.certificate();
        boolean isShort = certificate != null && certificate.isShort();
        return (isShort ? "half" : "two thirds") + " of life";
    }
}
