package dev.quaygate.acme.takeover;

import dev.quaygate.acme.client.CertifiedKey;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of another program whose key fits.
 *
 * @param source where it was found, for a person
 * @param directory ACME directory it came from, null if that is not known
 */
public record ForeignCertificate(String source, CertifiedKey key, @Nullable URI directory) {}
