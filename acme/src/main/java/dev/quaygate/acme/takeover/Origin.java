package dev.quaygate.acme.takeover;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Programs whose certificates and accounts can be taken over. */
public enum Origin {
    CERTBOT,
    CADDY,
    TRAEFIK,
    PEM;

    /** By its word, {@code certbot} and so on. */
    public static Optional<Origin> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads all that is there; changes nothing.
     *
     * @param directories ACME directories that may occur
     * @throws IOException if the path is nothing of that program
     */
    public ForeignStore read(Path path, Collection<URI> directories) throws IOException {
        return switch (this) {
            case CERTBOT -> CertbotStore.read(path);
            case CADDY -> CaddyStore.read(path, directories);
            case TRAEFIK -> TraefikFile.read(path, directories);
            case PEM -> PemPair.read(path);
        };
    }
}
