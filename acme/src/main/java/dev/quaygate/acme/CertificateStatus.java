package dev.quaygate.acme;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one set of names, for command line, API, metric and dashboard alike. A
 * snapshot.
 *
 * @param id name of the set
 * @param names its names
 * @param keyType {@code p256}, {@code rsa2048} …; empty for files that were never readable
 * @param state one word for where it stands
 * @param source {@code acme}, {@code internal} or {@code manual}
 * @param issuer who issued what is served, or who will be asked first
 * @param certificate what is stored and served, null while there is none
 * @param lifeLeft part of the life left, 0 to 1, 0 without a certificate
 * @param next what will happen, computed by the function that acts
 * @param ari renewal information in force, null if there is none
 * @param lastAttempt outcome of the last attempt to get or renew, null before the first
 * @param failures attempts in a row that failed
 * @param serving whether new handshakes get it
 */
public record CertificateStatus(
        String id,
        List<String> names,
        String keyType,
        State state,
        String source,
        IssuerView issuer,
        @Nullable CertificateView certificate,
        double lifeLeft,
        Next next,
        @Nullable AriView ari,
        @Nullable Attempt lastAttempt,
        int failures,
        boolean serving) {

    public CertificateStatus {
        names = List.copyOf(names);
    }

    /** Where a set stands. */
    public enum State {
        /** No certificate yet. */
        PENDING,
        /** Valid and not due. */
        OK,
        /** Due, waits for a free slot. */
        QUEUED,
        /** An order is in flight. */
        RENEWING,
        /** The last attempt failed; what is served is still valid, or nothing was ever issued. */
        FAILING,
        /** At most a tenth of the life is left. */
        CRITICAL,
        /** Past its end. */
        EXPIRED,
        /** A person has to do something. */
        BLOCKED,
        /** The user's own files. */
        MANUAL,
        /** Not configured any more; kept, not renewed. */
        UNUSED;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who issues.
     *
     * @param id id in the configuration
     * @param cn common name of the issuing certificate, null while there is none
     * @param profile profile it was ordered under, null for the authority's default
     */
    public record IssuerView(String id, @Nullable String cn, @Nullable String profile) {}

    /**
     * What is stored.
     *
     * @param serial serial number in lower-case hex
     * @param sha256 fingerprint of the leaf in lower-case hex
     * @param chain common names of the issuers, from the leaf's issuer up
     * @param generation version in the store
     * @param obtainedAt when it was received
     */
    public record CertificateView(
            String serial,
            String sha256,
            List<String> chain,
            int generation,
            Instant notBefore,
            Instant notAfter,
            Instant obtainedAt) {
        public CertificateView {
            chain = List.copyOf(chain);
        }

        /** Whether its life is one of those that are renewed at half, not at two thirds. */
        public boolean isShort() {
            return new Life(Life.startOf(notBefore, obtainedAt), notAfter).isShort();
        }
    }

    /**
     * What happens next.
     *
     * @param action {@code order}, {@code renew}, {@code retry}, {@code wait}, {@code none}
     * @param at when; null if it waits for something without a time
     * @param why short reason, for instance {@code ari}, {@code life}, or a sentence
     */
    public record Next(String action, @Nullable Instant at, String why) {}

    /** Renewal information (RFC 9773) and when it is asked for again. */
    public record AriView(
            Instant start,
            Instant end,
            Instant chosen,
            Instant checkedAt,
            Instant nextCheck,
            @Nullable URI explanationUrl) {}

    /**
     * An attempt to get a certificate.
     *
     * @param at when it began
     * @param result one of issued, failed, running
     * @param took how long it took, so far if it runs
     * @param issuer who was asked
     * @param challenge type used, null if none was needed
     * @param step what it is or was doing, for instance {@code authorize}
     * @param error why it failed, null otherwise
     */
    public record Attempt(
            Instant at,
            String result,
            Duration took,
            String issuer,
            @Nullable String challenge,
            String step,
            @Nullable Fault error) {}

    /**
     * Why an attempt failed.
     *
     * @param code diagnostic, for instance {@code QG3012}
     * @param kind class of failure, for instance {@code validation}
     * @param type problem type in the authority's words, null if it said none
     * @param detail what happened
     * @param fix what a person can do
     */
    public record Fault(
            String code, String kind, @Nullable String type, String detail, String fix) {}
}
