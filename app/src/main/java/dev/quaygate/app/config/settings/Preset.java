package dev.quaygate.app.config.settings;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Authorities that are known by name. Directories as of 2026-11. */
public enum Preset {
    LETSENCRYPT("letsencrypt", "https://acme-v02.api.letsencrypt.org/directory", false),
    LETSENCRYPT_STAGING(
            "letsencrypt-staging", "https://acme-staging-v02.api.letsencrypt.org/directory", false),
    GOOGLE("google", "https://dv.acme-v02.api.pki.goog/directory", true),
    GOOGLE_STAGING("google-staging", "https://dv.acme-v02.test-api.pki.goog/directory", true),
    ZEROSSL("zerossl", "https://acme.zerossl.com/v2/DV90", true),
    SSLCOM("sslcom", "https://acme.ssl.com/sslcom-dv-ecc", true),
    ACTALIS("actalis", "https://acme-api.actalis.com/acme/directory", true),
    INTERNAL("internal", "", false);

    private final String word;
    private final String directory;
    private final boolean needsBinding;

    Preset(String word, String directory, boolean needsBinding) {
        this.word = word;
        this.directory = directory;
        this.needsBinding = needsBinding;
    }

    /** The name in YAML. */
    public String word() {
        return word;
    }

    /** The ACME directory, or null for our own authority. */
    public @Nullable URI directory() {
        return directory.isEmpty() ? null : URI.create(directory);
    }

    /** Whether an account needs external account binding (RFC 8555 §7.3.4). */
    public boolean needsBinding() {
        return needsBinding;
    }

    /** The preset of that name. */
    public static Optional<Preset> of(String word) {
        return Arrays.stream(values()).filter(preset -> preset.word.equals(word)).findFirst();
    }
}
