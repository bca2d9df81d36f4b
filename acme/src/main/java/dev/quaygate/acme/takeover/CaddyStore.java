package dev.quaygate.acme.takeover;

import dev.quaygate.acme.client.AccountKeys;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The data folder of Caddy, such as {@code /var/lib/caddy/.local/share/caddy}. */
public final class CaddyStore {
    private CaddyStore() {}

    /**
     * Reads certificates and accounts.
     *
     * @param directories ACME directories that may occur; Caddy keeps a shortened form only
     * @throws IOException if it is no such folder
     */
    public static ForeignStore read(Path folder, Collection<URI> directories) throws IOException {
        Path certificates = folder.resolve("certificates");
        if (!Files.isDirectory(certificates)) {
            throw new IOException(
                    folder
                            + " has no folder 'certificates'; name Caddy's data folder, such as"
                            + " /var/lib/caddy/.local/share/caddy");
        }
        var findings = new Findings();
        for (Path chain : files(certificates, ".crt")) {
            certificate(chain, directories, findings);
        }
        Path accounts = folder.resolve("acme");
        if (Files.isDirectory(accounts)) {
            for (Path key : files(accounts, ".key")) {
                account(key, directories, findings);
            }
        }
        findings.note("stop Caddy before we serve: both want the same ports");
        return findings.all();
    }

    private static void certificate(Path chain, Collection<URI> directories, Findings findings) {
        String source = chain.toString();
        try {
            String folder = ancestor(chain, 2);
            if (folder.equals("local")) {
                findings.refuse(source, "Caddy's internal authority; ours issues a new one");
                return;
            }
            findings.certificate(
                    source,
                    Findings.text(chain),
                    Findings.text(sibling(chain, ".key")),
                    directory(folder, directories).orElse(null));
        } catch (IOException e) {
            findings.refuse(source, "cannot be read: " + e.getMessage());
        }
    }

    /** Caddy writes an address as {@code HOST-PATH}, with dashes for colons and slashes. */
    private static Optional<URI> directory(String folder, Collection<URI> directories) {
        return directories.stream()
                .filter(directory -> folder.equals(shortened(directory)))
                .findFirst();
    }

    private static String shortened(URI directory) {
        String path = directory.getPath().replace('/', '-').replaceAll("^-|-$", "");
        String whole = directory.getAuthority() + (path.isEmpty() ? "" : "-" + path);
        return whole.toLowerCase(Locale.ROOT).replace(':', '-');
    }

    private static void account(Path key, Collection<URI> directories, Findings findings) {
        Path registration = sibling(key, ".json");
        try {
            JsonObject json = JsonObject.parse(Findings.text(registration));
            String location = json.has("location") ? json.text("location") : null;
            String folder = ancestor(key, 3);
            Optional<URI> directory = directory(folder, directories);
            if (directory.isEmpty()) {
                findings.refuse(
                        "account " + key, "of " + folder + ", which is no configured authority");
                return;
            }
            List<String> contacts = json.texts("contact");
            String email =
                    contacts.isEmpty() ? null : contacts.getFirst().replaceFirst("^mailto:", "");
            findings.account(
                    new ForeignAccount(
                            key.toString(),
                            directory.get(),
                            location == null ? null : URI.create(location),
                            email,
                            AccountKeys.fromPem(pkcs8(Findings.text(key)))));
        } catch (IOException
                | GeneralSecurityException
                | DamagedDocument
                | IllegalArgumentException e) {
            findings.refuse("account " + key, "cannot be read: " + e.getMessage());
        }
    }

    /** Name of the folder so many levels above a file. */
    private static String ancestor(Path file, int levels) {
        Path folder = file;
        for (int i = 0; i < levels && folder != null; i++) {
            folder = folder.getParent();
        }
        return folder == null ? "" : String.valueOf(folder.getFileName());
    }

    private static String pkcs8(String pem) throws GeneralSecurityException {
        return Pem.of(Pem.keyPair(pem).getPrivate());
    }

    private static Path sibling(Path file, String end) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + end);
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> paths = Files.walk(folder, 6)) {
            return paths.filter(path -> path.toString().endsWith(end)).sorted().toList();
        }
    }
}
