package dev.quaygate.app.trust;

import dev.quaygate.app.systemd.Commands;
import dev.quaygate.app.trust.TrustResult.State;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The store of the system: a folder for the administrator's own roots, and a program that makes the
 * bundles which libraries read.
 *
 * @param update the program with its arguments
 * @param remedy how to get the program
 */
record SystemStore(Path folder, List<String> update, String remedy, Commands commands)
        implements TrustStore {
    private static final String KIND = "system";

    SystemStore {
        update = List.copyOf(update);
    }

    @Override
    public TrustResult install(RootCertificate root) {
        Path file = file(root);
        boolean there = Files.exists(file);
        try {
            OwnFile.replace(file, root.pem().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return refused(file, e);
        }
        // Also when the file was there: an earlier try may have lacked the program.
        return updated(file, there ? State.ALREADY_THERE : State.INSTALLED);
    }

    @Override
    public TrustResult remove(RootCertificate root) {
        Path file = file(root);
        try {
            if (!Files.deleteIfExists(file)) {
                return TrustResult.of(KIND, file, State.NOT_THERE);
            }
        } catch (IOException e) {
            return refused(file, e);
        }
        return updated(file, State.REMOVED);
    }

    private Path file(RootCertificate root) {
        return folder.resolve(root.name() + ".crt");
    }

    private TrustResult updated(Path file, State state) {
        Commands.Outcome outcome = commands.run(update);
        String program = update.getFirst();
        return switch (outcome.exit()) {
            case 0 -> TrustResult.of(KIND, file, state);
            case Commands.MISSING ->
                    TrustResult.failed(KIND, file, program + " is not installed; " + remedy);
            default ->
                    TrustResult.failed(
                            KIND,
                            file,
                            program + " ended with " + outcome.exit() + ": " + outcome.output());
        };
    }

    private static TrustResult refused(Path file, IOException e) {
        return TrustResult.failed(
                KIND,
                file,
                e instanceof AccessDeniedException
                        ? "permission denied; run the same command as root"
                        : "cannot write: " + e.getMessage());
    }
}
