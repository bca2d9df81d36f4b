package dev.quaygate.app.cli;

import dev.quaygate.acme.StoreCheck;
import dev.quaygate.acme.Transfer;
import dev.quaygate.acme.TransferRow;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.StoreArchive;
import dev.quaygate.acme.store.StoreFault;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.takeover.ForeignStore;
import dev.quaygate.acme.takeover.Origin;
import dev.quaygate.app.admin.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quaygate storage fsck | export | import}. */
final class StorageCommand {
    private StorageCommand() {}

    /** The group: says which verbs there are. */
    @Command(
            name = "storage",
            description = "check, save and move accounts, keys and certificates",
            synopsisSubcommandLabel = "VERB")
    static final class Group {}

    /** What all of them need. */
    record Tools(Common common, Terminal terminal, Stores stores) {
        OpenStore open(boolean writes) throws Failure {
            Path file = ConfigFile.find(common.config, terminal);
            return stores.open(file, terminal.environment(), writes);
        }

        void say(String line) {
            if (!common.quiet) {
                terminal.out().println(line);
            }
        }

        void print(List<TransferRow> rows) {
            if (common.json) {
                say(
                        new JsonObject()
                                .put("rows", rows.stream().map(Tools::json).toList())
                                .toString());
                return;
            }
            var table = new Table("NAME", "EXPIRES", "ISSUER", "DOES", "WHY");
            for (TransferRow row : rows) {
                table.row(
                        row.what(),
                        row.expires() == null ? "-" : row.expires().toString(),
                        row.issuer().isEmpty() ? "-" : row.issuer(),
                        row.verdict().word(),
                        row.detail());
            }
            if (!common.quiet) {
                terminal.out().print(table.text());
            }
        }

        private static JsonObject json(TransferRow row) {
            return new JsonObject()
                    .put("name", row.what())
                    .put("expires", row.expires())
                    .put("issuer", row.issuer())
                    .put("does", row.verdict().word())
                    .put("why", row.detail());
        }
    }

    /** {@code quaygate storage fsck}: exit status 6 if something is damaged. */
    @Command(name = "fsck", description = "find damaged files; exit status 6 if there are any")
    static final class Fsck implements Callable<Integer> {
        @Option(names = "--repair", description = "set right what can be; the process must not run")
        boolean repair;

        private final Tools tools;

        Fsck(Tools tools) {
            this.tools = tools;
        }

        @Override
        public Integer call() throws Failure {
            try (OpenStore open = tools.open(repair)) {
                List<StoreFault> faults = new ArrayList<>(open.faults());
                faults.addAll(StoreCheck.run(open.store(), repair));
                print(open, faults);
                boolean left =
                        repair
                                ? faults.stream().anyMatch(fault -> !fault.repairable())
                                : !faults.isEmpty();
                return left ? ExitCode.ATTENTION : ExitCode.DONE;
            } catch (StoreProblem e) {
                throw new Failure(ExitCode.FAILED, "storage: " + e.getMessage());
            }
        }

        private void print(OpenStore open, List<StoreFault> faults) {
            if (tools.common().json) {
                tools.say(
                        new JsonObject()
                                .put("faults", faults.stream().map(Fsck::json).toList())
                                .toString());
                return;
            }
            for (StoreFault fault : faults) {
                String done = repair && fault.repairable() ? "repaired: " : "";
                tools.say(done + fault.what() + " " + fault.why() + "; " + fault.outcome());
            }
            long left = faults.stream().filter(fault -> !repair || !fault.repairable()).count();
            tools.say(
                    open.place()
                            + ": "
                            + open.store().sets().size()
                            + " certificates, "
                            + (left == 0 ? "nothing damaged" : left + " damaged"));
            if (!repair && faults.stream().anyMatch(StoreFault::repairable)) {
                tools.say("`quaygate storage fsck --repair` sets right what can be");
            }
        }

        private static JsonObject json(StoreFault fault) {
            return new JsonObject()
                    .put("what", fault.what())
                    .put("why", fault.why())
                    .put("outcome", fault.outcome())
                    .put("repairable", fault.repairable());
        }
    }

    /** {@code quaygate storage export FILE}. */
    @Command(name = "export", description = "save everything as a tar archive, mode 0600")
    static final class Export implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "must not exist yet")
        Path file = Path.of("");

        private final Tools tools;

        Export(Tools tools) {
            this.tools = tools;
        }

        @Override
        public Integer call() throws Failure {
            try (OpenStore open = tools.open(false)) {
                StoreArchive archive = StoreArchive.of(open.store());
                write(archive);
                tools.say(said(archive));
                return ExitCode.DONE;
            } catch (FileAlreadyExistsException e) {
                throw new Failure(ExitCode.REFUSED, file + " exists; name a new file");
            } catch (IOException | StoreProblem e) {
                throw new Failure(
                        ExitCode.FAILED, "cannot save to " + file + ": " + e.getMessage());
            }
        }

        private String said(StoreArchive archive) {
            int documents = archive.documents().size();
            int certificates = archive.sets().size();
            return tools.common().json
                    ? new JsonObject()
                            .put("file", file.toString())
                            .put("documents", documents)
                            .put("certificates", certificates)
                            .toString()
                    : "%s: %d documents, %d certificates; it holds private keys"
                            .formatted(file, documents, certificates);
        }

        private void write(StoreArchive archive) throws IOException {
            var mode =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"));
            var how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Path target = tools.terminal().directory().resolve(file);
            try (var channel = Files.newByteChannel(target, how, mode);
                    OutputStream out = Channels.newOutputStream(channel)) {
                archive.write(out);
            }
        }
    }

    /**
     * {@code quaygate storage import}: shows what it would do, and does it with {@code --apply}.
     */
    @Command(
            name = "import",
            description = "bring in an archive, or what another program has; orders nothing")
    static final class Import implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "PATH", description = "archive, folder or file")
        Path path = Path.of("");

        @Option(
                names = "--from",
                paramLabel = "PROGRAM",
                description = "certbot, caddy, traefik or pem; without it an archive of export")
        @Nullable String from;

        @Option(names = "--apply", description = "do it; the process must not run")
        boolean apply;

        private final Tools tools;

        Import(Tools tools) {
            this.tools = tools;
        }

        @Override
        public Integer call() throws Failure {
            Origin origin = origin();
            Path source = tools.terminal().directory().resolve(path);
            try (OpenStore open = tools.open(apply)) {
                List<TransferRow> rows =
                        origin == null ? archive(open, source) : foreign(origin, open, source);
                if (!apply && !tools.common().json) {
                    tools.say("nothing was changed; repeat it with --apply");
                }
                boolean refused =
                        rows.stream().anyMatch(row -> row.verdict() == TransferRow.Verdict.REFUSE);
                return refused ? ExitCode.ATTENTION : ExitCode.DONE;
            } catch (IOException | DamagedDocument | StoreProblem e) {
                throw new Failure(ExitCode.FAILED, "cannot import " + path + ": " + e.getMessage());
            }
        }

        private @Nullable Origin origin() throws Failure {
            String word = from;
            if (word == null) {
                return null;
            }
            return Origin.of(word)
                    .orElseThrow(() ->
                            new Failure(
                                    ExitCode.USAGE,
                                    "`"
                                            + word
                                            + "` is not known; write certbot, caddy, traefik or"
                                            + " pem"));
        }

        private List<TransferRow> archive(OpenStore open, Path source) throws IOException {
            try (InputStream in = Files.newInputStream(source)) {
                StoreArchive archive = StoreArchive.read(in);
                List<TransferRow> rows = Transfer.of(archive, open.store(), Instant.now(), apply);
                tools.print(rows);
                return rows;
            }
        }

        private List<TransferRow> foreign(Origin origin, OpenStore open, Path source)
                throws IOException {
            ForeignStore found = origin.read(source, open.directories());
            List<TransferRow> rows =
                    Transfer.of(found, open.store(), open.policies(), Instant.now(), apply);
            tools.print(rows);
            found.notes().forEach(note -> tools.terminal().err().println("note: " + note));
            return rows;
        }
    }
}
