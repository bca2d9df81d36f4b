package dev.quaygate.app.config.settings;

import dev.quaygate.acme.issue.CaFacts;
import dev.quaygate.acme.issue.CaPreset;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One certificate authority.
 *
 * @param name unique; a preset's own name, or the user's
 * @param directory ACME directory (RFC 8555 §7.1.1), or null for the internal authority
 * @param caRoot PEM roots that its HTTPS is checked against, or null for the system's
 * @param eab external account binding (RFC 8555 §7.3.4), or null
 * @param email contact, or null
 * @param profile certificate profile, or null for the setting of all
 * @param challenges for this issuer, or empty for the setting of all
 * @param staging ACME directory of its place for tests, or null for that of the preset, if any
 */
public record IssuerSettings(
        String name,
        @Nullable URI directory,
        @Nullable Path caRoot,
        @Nullable Eab eab,
        @Nullable String email,
        @Nullable String profile,
        List<ChallengeKind> challenges,
        @Nullable URI staging) {
    public IssuerSettings {
        challenges = List.copyOf(challenges);
    }

    /** Whether it is our own authority. */
    public boolean isInternal() {
        return directory == null;
    }

    /** Whether it issues only to who has given an e-mail address, and none is given here. */
    public boolean needsCommonEmail() {
        if (directory == null || email != null) {
            return false;
        }
        CaFacts facts = CaPreset.facts(directory);
        return facts.contact() || eab == null && facts.bindingByEmail() != null;
    }

    /** Account binding: key identifier and base64url MAC key. */
    public record Eab(String kid, Secret key) {}
}
