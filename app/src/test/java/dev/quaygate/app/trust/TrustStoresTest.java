package dev.quaygate.app.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.issue.AuthorityFiles;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import dev.quaygate.app.systemd.Commands;
import dev.quaygate.app.trust.TrustResult.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guards T14: {@code trust} and {@code untrust} with the real tools on stores of the test's own.
 */
final class TrustStoresTest {
    @TempDir private Path machine;

    private final InternalAuthority authority = authority();
    private final RootCertificate root;

    TrustStoresTest() throws Exception {
        root = RootCertificate.of(authority.rootPem());
    }

    @BeforeEach
    void makeFolders() throws IOException {
        for (String folder : List.of("local", "etc", "hooks", "home/.pki/nssdb", "java")) {
            Files.createDirectories(machine.resolve(folder));
        }
    }

    @Test
    void debianBundleHoldsTheRootUntilItIsTakenOut() throws Exception {
        var store =
                new SystemStore(
                        machine.resolve("local"),
                        List.of(
                                "update-ca-certificates",
                                "--localcertsdir",
                                machine.resolve("local").toString(),
                                "--etccertsdir",
                                machine.resolve("etc").toString(),
                                "--hooksdir",
                                machine.resolve("hooks").toString()),
                        "install ca-certificates",
                        Commands.ofMachine());
        Path bundle = machine.resolve("etc/ca-certificates.crt");

        assertThat(store.install(root)).extracting(TrustResult::state).isEqualTo(State.INSTALLED);
        assertThat(Files.readString(bundle)).contains(root.pem().strip());
        assertThat(store.install(root).state()).isEqualTo(State.ALREADY_THERE);

        assertThat(store.remove(root).state()).isEqualTo(State.REMOVED);
        assertThat(Files.readString(bundle)).doesNotContain(root.pem().strip());
        assertThat(store.remove(root).state()).isEqualTo(State.NOT_THERE);
    }

    @Test
    void nssDatabaseTrustsTheRootForServersOnly() {
        Path folder = machine.resolve("home/.pki/nssdb");
        Commands commands = Commands.ofMachine();
        String database = "sql:" + folder;
        assertThat(commands.run(List.of("certutil", "-N", "-d", database, "--empty-password")))
                .extracting(Commands.Outcome::exit)
                .isEqualTo(0);
        TrustStore store = onlyStore(here(Map.of(), commands));

        assertThat(store.install(root).state()).isEqualTo(State.INSTALLED);
        assertThat(commands.run(List.of("certutil", "-L", "-d", database)).output())
                .containsPattern(root.name() + " +C,,");
        assertThat(store.install(root).state()).isEqualTo(State.ALREADY_THERE);

        assertThat(store.remove(root).state()).isEqualTo(State.REMOVED);
        assertThat(commands.run(List.of("certutil", "-L", "-d", database)).output())
                .doesNotContain(root.name());
        assertThat(store.remove(root).state()).isEqualTo(State.NOT_THERE);
    }

    @Test
    void javaStoreWithoutAPasswordStaysOneAndKeytoolSeesTheRoot() throws Exception {
        Path file = copyOfOurJava();
        TrustStore store =
                onlyStore(
                        here(
                                Map.of("JAVA_HOME", machine.resolve("java").toString()),
                                Commands.ofMachine()));
        int before = withoutPassword(file).size();

        assertThat(store.install(root).state()).isEqualTo(State.INSTALLED);
        assertThat(withoutPassword(file).getCertificate(root.name())).isEqualTo(root.certificate());
        assertThat(withoutPassword(file).size()).isEqualTo(before + 1);
        assertThat(keytool("-list", "-keystore", file.toString(), "-alias", root.name()).exit())
                .isZero();
        assertThat(store.install(root).state()).isEqualTo(State.ALREADY_THERE);

        assertThat(store.remove(root).state()).isEqualTo(State.REMOVED);
        assertThat(withoutPassword(file).size()).isEqualTo(before);
        assertThat(store.remove(root).state()).isEqualTo(State.NOT_THERE);
    }

    @Test
    void javaStoreWithAnotherPasswordIsLeftAloneAndSaysWhatToDo() throws Exception {
        Path file = machine.resolve("java/lib/security/cacerts");
        Files.createDirectories(file.getParent());
        Path pem = Files.writeString(machine.resolve("other.pem"), root.pem());
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "other",
                "-file",
                pem.toString(),
                "-keystore",
                file.toString(),
                "-storepass",
                "secret-of-mine");
        byte[] before = Files.readAllBytes(file);

        TrustResult result = new JavaStore(file).install(root);

        assertThat(result.state()).isEqualTo(State.FAILED);
        assertThat(result.note()).contains("keytool -importcert");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void saysWhichPackageHoldsAMissingTool() throws Exception {
        Files.createFile(machine.resolve("home/.pki/nssdb/cert9.db"));
        Files.createDirectories(machine.resolve("usr/local/share/ca-certificates"));
        Files.createDirectories(machine.resolve("etc/pki/ca-trust/source/anchors"));
        Commands none = _ -> new Commands.Outcome(Commands.MISSING, "no such file");

        List<TrustResult> results =
                here(Map.of(), none).stores().stream().map(store -> store.install(root)).toList();

        assertThat(results)
                .extracting(TrustResult::store)
                .containsExactly("system", "system", "nss");
        assertThat(results).allMatch(result -> result.state() == State.FAILED);
        assertThat(results)
                .extracting(TrustResult::note)
                .satisfiesExactly(
                        note -> assertThat(note).contains("update-ca-certificates", "install"),
                        note -> assertThat(note).contains("update-ca-trust", "install"),
                        note -> assertThat(note).contains("libnss3-tools", "nss-tools"));
    }

    @Test
    void updatesTheStoreOfRedHatByItsOwnProgram() throws Exception {
        Path anchors = Files.createDirectories(machine.resolve("etc/pki/ca-trust/source/anchors"));
        var calls = new java.util.ArrayList<List<String>>();
        Commands recording =
                words -> {
                    calls.add(words);
                    return new Commands.Outcome(0, "");
                };

        assertThat(onlyStore(here(Map.of(), recording)).install(root).state())
                .isEqualTo(State.INSTALLED);

        assertThat(anchors.resolve(root.name() + ".crt")).hasContent(root.pem());
        assertThat(calls).containsExactly(List.of("update-ca-trust", "extract"));
    }

    @Test
    void refusesTheCertificateOfAServerAsARoot() throws Exception {
        var leaf =
                authority.issue(
                        List.of("localhost"),
                        KeyType.P256,
                        Duration.ofDays(1),
                        InternalAuthority.Purpose.SERVER);

        assertThatThrownBy(() -> RootCertificate.of(Pem.of(leaf.chain())))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("is no authority");
    }

    private Machine here(Map<String, String> environment, Commands commands) {
        return new Machine(machine, machine.resolve("home"), environment, commands);
    }

    private static TrustStore onlyStore(Machine machine) {
        List<TrustStore> stores = machine.stores();
        assertThat(stores).hasSize(1);
        return stores.getFirst();
    }

    private Path copyOfOurJava() throws IOException {
        Path folder = Files.createDirectories(machine.resolve("java/lib/security"));
        Path ours = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        return Files.write(folder.resolve("cacerts"), Files.readAllBytes(ours));
    }

    private static KeyStore withoutPassword(Path file) throws Exception {
        return KeyStore.getInstance(file.toFile(), (char[]) null);
    }

    private static Commands.Outcome keytool(String... arguments) {
        var words = new java.util.ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        words.addAll(List.of(arguments));
        return Commands.ofMachine().run(words);
    }

    private static InternalAuthority authority() {
        var files = new HashMap<String, byte[]>();
        return new InternalAuthority(
                new AuthorityFiles() {
                    @Override
                    public Optional<byte[]> get(String name) {
                        return Optional.ofNullable(files.get(name));
                    }

                    @Override
                    public void put(String name, byte[] bytes) {
                        files.put(name, bytes);
                    }
                },
                InternalNames.of(InternalNames.DEFAULTS),
                InstantSource.system(),
                new SecureRandom());
    }
}
