package dev.quaygate.app.trust;

import dev.quaygate.app.systemd.Commands;
import dev.quaygate.app.trust.TrustResult.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A database of NSS, as Firefox and Chrome have one per profile.
 *
 * @param folder holds {@code cert9.db}
 */
record NssStore(Path folder, Commands commands) implements TrustStore {
    static final String DATABASE = "cert9.db";
    private static final String KIND = "nss";

    @Override
    public TrustResult install(RootCertificate root) {
        Commands.Outcome known = certutil("-L", "-n", root.name());
        if (known.exit() == 0) {
            return TrustResult.of(KIND, folder, State.ALREADY_THERE);
        }
        if (known.exit() == Commands.MISSING) {
            return missing();
        }
        try {
            Path file = Files.createTempFile("quaygate-root", ".pem");
            try {
                Files.writeString(file, root.pem());
                // Trusted to name servers, for nothing else.
                return result(
                        certutil("-A", "-n", root.name(), "-t", "C,,", "-i", file.toString()),
                        State.INSTALLED);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return TrustResult.failed(KIND, folder, "cannot write: " + e.getMessage());
        }
    }

    @Override
    public TrustResult remove(RootCertificate root) {
        return switch (certutil("-L", "-n", root.name()).exit()) {
            case 0 -> result(certutil("-D", "-n", root.name()), State.REMOVED);
            case Commands.MISSING -> missing();
            default -> TrustResult.of(KIND, folder, State.NOT_THERE);
        };
    }

    private Commands.Outcome certutil(String what, String... more) {
        var words = new ArrayList<>(List.of("certutil", what, "-d", "sql:" + folder));
        Collections.addAll(words, more);
        return commands.run(words);
    }

    private TrustResult result(Commands.Outcome outcome, State state) {
        return outcome.exit() == 0
                ? TrustResult.of(KIND, folder, state)
                : TrustResult.failed(
                        KIND,
                        folder,
                        "certutil ended with " + outcome.exit() + ": " + outcome.output());
    }

    private TrustResult missing() {
        return TrustResult.failed(
                KIND,
                folder,
                "certutil is not installed; install libnss3-tools (Debian) or nss-tools (Red Hat) and run this again");
    }
}
