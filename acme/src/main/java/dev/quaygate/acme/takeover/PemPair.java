package dev.quaygate.acme.takeover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A chain and a key as PEM: one file with both, or a folder with a pair by usual names. */
public final class PemPair {
    private PemPair() {}

    /** Reads the pair; its authority is not known, so its renewal will be a new order. */
    public static ForeignStore read(Path path) throws IOException {
        var findings = new Findings();
        if (!Files.isDirectory(path)) {
            String both = Findings.text(path);
            findings.certificate(path.toString(), both, both, null);
            return findings.all();
        }
        Path chain = first(path, "fullchain.pem", "chain.pem", "cert.pem", "tls.crt");
        Path key = first(path, "privkey.pem", "key.pem", "tls.key");
        findings.certificate(chain.toString(), Findings.text(chain), Findings.text(key), null);
        return findings.all();
    }

    private static Path first(Path folder, String... names) throws IOException {
        for (String name : names) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw new IOException(folder + " has none of the files " + String.join(", ", names));
    }
}
