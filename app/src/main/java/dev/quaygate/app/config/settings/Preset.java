package dev.quaygate.app.config.settings;

import dev.quaygate.acme.issue.CaPreset;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authorities that can be chosen by name. What is known of them is data of the certificate library.
 */
public enum Preset {
    LETSENCRYPT("letsencrypt"),
    LETSENCRYPT_STAGING("letsencrypt-staging"),
    GOOGLE("google"),
    GOOGLE_STAGING("google-staging"),
    ZEROSSL("zerossl"),
    SSLCOM("sslcom"),
    ACTALIS("actalis"),
    INTERNAL("internal");

    private final String word;

    Preset(String word) {
        this.word = word;
    }

    /** The name in YAML. */
    public String word() {
        return word;
    }

    /** The ACME directory, or null for our own authority. */
    public @Nullable URI directory() {
        return CaPreset.of(word).map(CaPreset::directory).orElse(null);
    }

    /** Whether an account needs external account binding (RFC 8555 §7.3.4). */
    public boolean needsBinding() {
        return CaPreset.of(word).map(CaPreset::externalAccount).orElse(false);
    }

    /** Whether it gives that binding to whoever names an e-mail address. */
    public boolean bindsByEmail() {
        return CaPreset.of(word).map(CaPreset::bindsByEmail).orElse(false);
    }

    /** What {@code issuers} holds when it says no more than the name. */
    public IssuerSettings plain() {
        return new IssuerSettings(word, directory(), null, null, null, null, List.of(), null);
    }

    /** The preset of that name. */
    public static Optional<Preset> of(String word) {
        return Arrays.stream(values()).filter(preset -> preset.word.equals(word)).findFirst();
    }
}
