package dev.quaygate.app.admin;

import dev.quaygate.app.config.settings.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The token of the write role, made at the first start. */
final class TokenFile {
    private static final int BYTES = 32;

    private TokenFile() {}

    /** The token itself; makes its file if there is none, readable by this user only. */
    static String read(Secret secret) throws IOException {
        Path file = secret.file().orElse(null);
        if (secret.reveal().isPresent()) {
            return secret.reveal().get();
        }
        if (file == null) {
            throw new IOException("admin.token: " + secret.reference() + " has no value");
        }
        if (!Files.exists(file)) {
            create(file);
        }
        String token = Files.readString(file).strip();
        if (token.isEmpty()) {
            throw new IOException("admin.token: " + file + " is empty; remove it to get a new one");
        }
        return token;
    }

    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        byte[] token = new byte[BYTES];
        new SecureRandom().nextBytes(token);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token) + "\n";
        try (var channel =
                Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                int _ = channel.write(bytes);
            }
        } catch (FileAlreadyExistsException _) {
            // Another start was quicker; its token is as good.
        }
    }
}
