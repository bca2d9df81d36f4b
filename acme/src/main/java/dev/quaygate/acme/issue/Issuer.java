package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.ExternalAccountBinding;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Somebody who issues certificates. Two equal issuers share account, back-off and connection. */
public sealed interface Issuer {
    /** Name in configuration, status and logs, for instance {@code letsencrypt}. */
    String id();

    /**
     * An authority that speaks RFC 8555.
     *
     * @param id name in configuration and status
     * @param directory address of its directory, https
     * @param email contact address, null for none
     * @param binding external account binding, null where the authority wants none
     * @param caRoot PEM file with the roots its own TLS certificate is checked against, null for
     *     the system's
     * @param profile profile asked for here whatever the policy says, null to follow the policy
     * @param facts what is known of it beside its directory
     */
    record Acme(
            String id,
            URI directory,
            @Nullable String email,
            @Nullable ExternalAccountBinding binding,
            @Nullable Path caRoot,
            @Nullable String profile,
            CaFacts facts)
            implements Issuer {
        /** An authority with what is known of the preset that has the same directory. */
        public Acme(
                String id,
                URI directory,
                @Nullable String email,
                @Nullable ExternalAccountBinding binding,
                @Nullable Path caRoot,
                @Nullable String profile) {
            this(id, directory, email, binding, caRoot, profile, CaPreset.facts(directory));
        }

        public Acme {
            requireId(id);
            if (!"https".equals(directory.getScheme()) || directory.getHost() == null) {
                throw new IllegalArgumentException(
                        "url: '" + directory + "' must be an https address");
            }
        }

        /** An authority that needs nothing but its address. */
        public static Acme of(String id, URI directory) {
            return new Acme(id, directory, null, null, null, null);
        }

        /** The same authority with other facts. */
        public Acme with(CaFacts other) {
            return new Acme(id, directory, email, binding, caRoot, profile, other);
        }
    }

    /**
     * The authority of this installation, for names no public one may certify.
     *
     * @param id name in configuration and status
     * @param life life of its certificates
     */
    record Internal(String id, Duration life) implements Issuer {
        public Internal {
            requireId(id);
            if (!life.isPositive()) {
                throw new IllegalArgumentException("internal.life: " + life + " must be positive");
            }
        }
    }

    private static void requireId(String id) {
        if (!Pattern.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}", id)) {
            throw new IllegalArgumentException(
                    "name: '" + id + "' must be letters, digits, '.', '_' or '-'");
        }
    }
}
