package dev.quaygate.app.config.settings;

import java.nio.file.Path;

/** Where the certificate of a route comes from. */
public sealed interface TlsMode {
    /** From the issuers, by ACME. */
    record Automatic() implements TlsMode {}

    /** From the internal authority. */
    record Internal() implements TlsMode {}

    /** From files that are watched: PEM chain, PEM private key. */
    record Files(Path cert, Path key) implements TlsMode {}

    /** None: the route serves on http only. */
    record Off() implements TlsMode {}
}
