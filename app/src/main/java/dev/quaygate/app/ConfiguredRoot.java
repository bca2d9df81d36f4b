package dev.quaygate.app;

import dev.quaygate.acme.issue.AuthorityFiles;
import dev.quaygate.app.config.settings.TlsMode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** Root certificate and key of the user's own, everything else from the store. */
record ConfiguredRoot(TlsMode.Files root, AuthorityFiles others) implements AuthorityFiles {
    @Override
    public Optional<byte[]> get(String name) throws IOException {
        return switch (name) {
            case "root.pem" -> Optional.of(Files.readAllBytes(root.cert()));
            case "root-key.pem" ->
                    Files.exists(root.key())
                            ? Optional.of(Files.readAllBytes(root.key()))
                            : Optional.empty();
            default -> others.get(name);
        };
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        others.put(name, bytes);
    }
}
