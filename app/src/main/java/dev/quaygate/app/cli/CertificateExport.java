package dev.quaygate.app.cli;

import dev.quaygate.acme.KeptCertificate;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.store.StoreProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code quaygate certs export NAME}: the chain on standard output, or chain and key as a file. For
 * the key it reads the store itself, as {@code storage export} does: the admin endpoint never gives
 * a key away.
 */
@Command(
        name = "export",
        description = {
            "print the chain as PEM; with --out write chain and key to a new file, mode 0600,",
            "from the store on this machine"
        })
final class CertificateExport implements Callable<Integer> {
    /** How the file looks. */
    enum Format {
        PEM,
        PKCS12
    }

    @Parameters(index = "0", paramLabel = "NAME", description = "a name or an id")
    String name = "";

    @Option(names = "--out", paramLabel = "FILE", description = "chain and key; must not exist yet")
    @Nullable Path out;

    @Option(
            names = "--key-type",
            paramLabel = "K",
            description = "which one, where a name has two certificates: p256, rsa2048 …")
    String keyType = "";

    @Option(
            names = "--format",
            description = "of FILE: ${COMPLETION-CANDIDATES}",
            defaultValue = "PEM")
    Format format = Format.PEM;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "first line is the password of PKCS12")
    @Nullable Path passwordFile;

    private final Calls calls;
    private final StorageCommand.Tools tools;

    CertificateExport(Calls calls, StorageCommand.Tools tools) {
        this.calls = calls;
        this.tools = tools;
    }

    @Override
    public Integer call() throws Failure {
        Path file = out;
        if (file == null) {
            if (format != Format.PEM || passwordFile != null) {
                throw new Failure(
                        ExitCode.USAGE, "--format and --password-file need --out, a new file");
            }
            String query = keyType.isEmpty() ? "" : "?keyType=" + Calls.segment(keyType);
            return calls.show("/v1/certificates/" + Calls.segment(name) + "/pem" + query);
        }
        if (format == Format.PKCS12 && passwordFile == null) {
            throw new Failure(
                    ExitCode.USAGE, "--format pkcs12 needs --password-file, a file with one line");
        }
        return keep(file);
    }

    private int keep(Path file) throws Failure {
        try (OpenStore open = tools.open(false)) {
            KeptCertificate kept = choose(KeptCertificate.find(open.store(), name), open.place());
            write(tools.terminal().directory().resolve(file), content(kept));
            report(kept, file);
            return ExitCode.DONE;
        } catch (FileAlreadyExistsException e) {
            throw new Failure(ExitCode.REFUSED, e.getFile() + " exists; name a new file");
        } catch (IOException | GeneralSecurityException | StoreProblem e) {
            throw new Failure(ExitCode.FAILED, "cannot export " + name + ": " + e.getMessage());
        }
    }

    /** A key file for the wrong half would serve no client that needs the other. */
    private KeptCertificate choose(List<KeptCertificate> all, String place) throws Failure {
        List<KeptCertificate> some =
                all.stream()
                        .filter(one -> keyType.isEmpty() || one.keyType().word().equals(keyType))
                        .toList();
        if (some.isEmpty()) {
            String kind = keyType.isEmpty() ? "" : keyType + " ";
            throw new Failure(
                    ExitCode.FAILED,
                    place + " has no " + kind + "certificate called `" + name + "`");
        }
        if (some.size() > 1) {
            String kinds =
                    some.stream()
                            .map(one -> one.keyType().word())
                            .collect(Collectors.joining(", "));
            throw new Failure(
                    ExitCode.USAGE,
                    "`"
                            + name
                            + "` has "
                            + some.size()
                            + " certificates ("
                            + kinds
                            + "): choose one with --key-type");
        }
        return some.getFirst();
    }

    private byte[] content(KeptCertificate kept) throws IOException, GeneralSecurityException {
        if (format == Format.PEM) {
            String text = Pem.of(kept.key().chain()) + Pem.of(kept.key().privateKey());
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        char[] password = password();
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                kept.names().getFirst(),
                kept.key().privateKey(),
                password,
                kept.key().chain().toArray(Certificate[]::new));
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, password);
        return bytes.toByteArray();
    }

    private char[] password() throws IOException {
        if (passwordFile == null) {
            return new char[0];
        }
        String text = Files.readString(tools.terminal().directory().resolve(passwordFile));
        String line = text.lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw new IOException(passwordFile + " is empty; write a password into its first line");
        }
        return line.toCharArray();
    }

    private static void write(Path file, byte[] content) throws IOException {
        var mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, how, mode);
                OutputStream stream = Channels.newOutputStream(channel)) {
            stream.write(content);
        }
    }

    /** What is done with keys leaves a trace where the caller's output is kept. */
    private void report(KeptCertificate kept, Path file) {
        tools.terminal()
                .err()
                .println(
                        "audit certificate.exported who=%s set=%s format=%s file=%s"
                                .formatted(
                                        System.getProperty("user.name"),
                                        kept.id(),
                                        format.name().toLowerCase(Locale.ROOT),
                                        file));
        tools.say(file + ": " + String.join(", ", kept.names()) + "; it holds the private key");
    }
}
