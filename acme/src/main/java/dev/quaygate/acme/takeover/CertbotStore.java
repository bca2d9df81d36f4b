package dev.quaygate.acme.takeover;

import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The configuration folder of certbot, usually {@code /etc/letsencrypt}. */
public final class CertbotStore {
    private CertbotStore() {}

    /** Reads lineages and accounts. @throws IOException if it is no such folder */
    public static ForeignStore read(Path folder) throws IOException {
        if (!Files.isDirectory(folder.resolve("renewal"))) {
            throw new IOException(
                    folder + " has no folder 'renewal'; name certbot's, such as /etc/letsencrypt");
        }
        var findings = new Findings();
        for (Path file : list(folder.resolve("renewal"), ".conf")) {
            lineage(folder, file, findings);
        }
        accounts(folder.resolve("accounts"), findings);
        findings.note(
                "disable certbot when we serve: `systemctl disable --now certbot.timer`, and its"
                        + " hooks that reload other servers");
        return findings.all();
    }

    private static void lineage(Path folder, Path file, Findings findings) throws IOException {
        String name = file.getFileName().toString().replaceFirst("\\.conf$", "");
        Map<String, String> settings = settings(Findings.text(file));
        Path live = folder.resolve("live").resolve(name);
        // The links in live/ are what certbot serves; what a moved folder names may not exist here.
        Path chain = existing(live.resolve("fullchain.pem"), settings.get("fullchain"));
        Path key = existing(live.resolve("privkey.pem"), settings.get("privkey"));
        try {
            findings.certificate(
                    live.toString(),
                    Findings.text(chain),
                    Findings.text(key),
                    uri(settings.get("server")));
        } catch (IOException e) {
            findings.refuse(live.toString(), "cannot be read: " + e.getMessage());
        }
        String how = settings.get("authenticator");
        if (how != null) {
            findings.note(name + ": certbot proved it by " + how);
        }
    }

    private static void accounts(Path folder, Findings findings) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> registrations;
        try (Stream<Path> paths = Files.walk(folder, 6)) {
            registrations = paths.filter(path -> path.endsWith("regr.json")).sorted().toList();
        }
        for (Path registration : registrations) {
            account(folder, registration, findings);
        }
    }

    private static void account(Path folder, Path registration, Findings findings) {
        Path home = registration.getParent();
        if (home == null || home.getParent() == null) {
            return;
        }
        try {
            JsonObject json = JsonObject.parse(Findings.text(registration));
            String server = folder.relativize(home.getParent()).toString();
            findings.account(
                    new ForeignAccount(
                            home.toString(),
                            URI.create("https://" + server),
                            URI.create(json.text("uri")),
                            null,
                            Jwk.keyPair(
                                    JsonObject.parse(
                                            Findings.text(home.resolve("private_key.json"))))));
        } catch (IOException
                | GeneralSecurityException
                | DamagedDocument
                | IllegalArgumentException e) {
            findings.refuse("account " + home, "cannot be read: " + e.getMessage());
        }
    }

    /** Key and value of the ini file, whatever the section. */
    private static Map<String, String> settings(String text) {
        var settings = new LinkedHashMap<String, String>();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#") && line.contains("="))
                .forEach(line -> {
                    int at = line.indexOf('=');
                    settings.put(line.substring(0, at).strip(), line.substring(at + 1).strip());
                });
        return settings;
    }

    private static Path existing(Path usual, @Nullable String named) {
        return Files.exists(usual) || named == null ? usual : Path.of(named);
    }

    private static @Nullable URI uri(@Nullable String text) {
        return text == null ? null : URI.create(text);
    }

    private static List<Path> list(Path folder, String end) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> path.toString().endsWith(end)).sorted().toList();
        }
    }
}
