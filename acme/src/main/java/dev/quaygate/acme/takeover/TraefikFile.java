package dev.quaygate.acme.takeover;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Traefik's {@code acme.json} of version 2 or 3: resolvers with an account and certificates. */
public final class TraefikFile {
    private TraefikFile() {}

    /**
     * Reads all resolvers.
     *
     * @param directories ACME directories that may occur; the file has addresses of accounts only
     * @throws IOException if it is no such file
     */
    public static ForeignStore read(Path file, Collection<URI> directories) throws IOException {
        var findings = new Findings();
        JsonObject json;
        try {
            json = JsonObject.parse(Findings.text(file));
        } catch (DamagedDocument e) {
            throw new IOException(file + " is no acme.json: " + e.getMessage(), e);
        }
        for (String resolver : json.names()) {
            try {
                resolver(file + " " + resolver, json.object(resolver), directories, findings);
            } catch (DamagedDocument e) {
                findings.refuse(file + " " + resolver, String.valueOf(e.getMessage()));
            }
        }
        findings.note("stop Traefik before we serve: both want the same ports");
        return findings.all();
    }

    private static void resolver(
            String source, JsonObject resolver, Collection<URI> directories, Findings findings) {
        URI directory =
                resolver.has("Account") ? account(source, resolver, directories, findings) : null;
        for (JsonObject entry : resolver.objects("Certificates")) {
            String name = "?";
            try {
                name = entry.object("domain").text("main");
                findings.certificate(
                        source + " " + name,
                        decoded(entry.text("certificate")),
                        decoded(entry.text("key")),
                        directory);
            } catch (DamagedDocument | IllegalArgumentException e) {
                findings.refuse(source + " " + name, "cannot be read: " + e.getMessage());
            }
        }
    }

    /** Adds the account and gives the directory that it belongs to. */
    private static @Nullable URI account(
            String source, JsonObject resolver, Collection<URI> directories, Findings findings) {
        try {
            JsonObject account = resolver.object("Account");
            URI url = URI.create(account.object("Registration").text("uri"));
            URI directory = directory(url, directories);
            if (directory == null) {
                findings.refuse(
                        source + " account",
                        "of " + url.getAuthority() + ", which is no configured authority");
                return null;
            }
            String email = account.textOrNull("Email");
            KeyPair key = key(Base64.getMimeDecoder().decode(account.text("PrivateKey")));
            findings.account(
                    new ForeignAccount(
                            source,
                            directory,
                            url,
                            email == null || email.isEmpty() ? null : email,
                            key));
            return directory;
        } catch (DamagedDocument | IllegalArgumentException | GeneralSecurityException e) {
            findings.refuse(source + " account", "cannot be read: " + e.getMessage());
            return null;
        }
    }

    /** PKCS #1 for RSA, SEC 1 for EC; the parser of PEM texts tells them apart. */
    private static KeyPair key(byte[] der) throws GeneralSecurityException {
        GeneralSecurityException last = null;
        for (String kind : List.of("RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY")) {
            try {
                String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
                return Pem.keyPair(
                        String.join(
                                "\n",
                                "-----BEGIN " + kind + "-----",
                                body,
                                "-----END " + kind + "-----",
                                ""));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw last;
    }

    /** The account's address names the host of the directory, no more. */
    private static @Nullable URI directory(URI account, Collection<URI> directories) {
        return directories.stream()
                .filter(directory ->
                        directory.getAuthority() != null
                                && directory.getAuthority().equals(account.getAuthority()))
                .findFirst()
                .orElse(null);
    }

    private static String decoded(String base64) {
        return new String(Base64.getMimeDecoder().decode(base64), UTF_8);
    }
}
