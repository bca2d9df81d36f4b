package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.TransferRow.Verdict;
import dev.quaygate.acme.client.AccountKeys;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoreArchive;
import dev.quaygate.acme.store.StoreFault;
import dev.quaygate.acme.takeover.ForeignStore;
import dev.quaygate.acme.takeover.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bringing certificates and accounts of elsewhere into a store, and judging a store (C19, C28). */
final class TransferTest {
    private static final Issuer.Acme ISSUER =
            new Issuer.Acme(
                    "pebble",
                    URI.create("https://ca.test:14000/dir"),
                    "ops@example.com",
                    null,
                    null,
                    null);

    @TempDir private Path directory;

    private final Instant now = Instant.now();
    private final InternalAuthority authority =
            new InternalAuthority(
                    new StoredAuthorityFiles(memory()),
                    InternalNames.of(List.of("*.example.com")),
                    InstantSource.fixed(now),
                    new Random(1));
    private FileStore store;

    private FileStore memory() {
        try {
            return FileStore.open(Files.createTempDirectory("quaygate-authority"), 2);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void open() {
        store = FileStore.open(directory.resolve("store"), 3);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private CertifiedKey issue(KeyType type, String... names) throws IOException {
        return authority.issue(
                List.of(names), type, Duration.ofDays(5), InternalAuthority.Purpose.SERVER);
    }

    private static CertificatePolicy policy(String... names) {
        return CertificatePolicy.of(List.of(names), List.of(ISSUER));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static JsonObject traefikEntry(String main, CertifiedKey key) {
        return new JsonObject()
                .put("domain", new JsonObject().put("main", main))
                .put("certificate", base64(Pem.of(key.chain())))
                .put("key", base64(Pem.of(key.privateKey())))
                .put("Store", "default");
    }

    @Test
    void takesCertificatesAndAccountsOfTraefikToWhereTheConfigurationLooks() throws IOException {
        KeyPair account = KeyType.RSA2048.generate();
        CertifiedKey shop = issue(KeyType.RSA2048, "shop.example.com", "www.example.com");
        CertifiedKey other = issue(KeyType.P256, "other.example.com");
        var wrongKey = new CertifiedKey(shop.chain(), other.privateKey());
        Path file =
                Files.writeString(
                        directory.resolve("acme.json"),
                        new JsonObject()
                                .put(
                                        "le",
                                        new JsonObject()
                                                .put(
                                                        "Account",
                                                        new JsonObject()
                                                                .put("Email", "")
                                                                .put(
                                                                        "Registration",
                                                                        new JsonObject()
                                                                                .put(
                                                                                        "body",
                                                                                        new JsonObject())
                                                                                .put(
                                                                                        "uri",
                                                                                        "https://ca.test:14000/acct/7"))
                                                                .put(
                                                                        "PrivateKey",
                                                                        Base64.getEncoder()
                                                                                .encodeToString(
                                                                                        account.getPrivate()
                                                                                                .getEncoded())))
                                                .put(
                                                        "Certificates",
                                                        List.of(
                                                                traefikEntry(
                                                                        "shop.example.com", shop),
                                                                traefikEntry(
                                                                        "other.example.com", other),
                                                                traefikEntry(
                                                                        "bad.example.com",
                                                                        wrongKey))))
                                .toString());
        var policy = policy("www.example.com", "shop.example.com");
        ForeignStore found = Origin.TRAEFIK.read(file, List.of(ISSUER.directory()));

        List<TransferRow> plan = Transfer.of(found, store, List.of(policy), now, false);

        assertThat(plan)
                .extracting(TransferRow::verdict)
                .containsExactly(Verdict.TAKE, Verdict.TAKE, Verdict.TAKE, Verdict.REFUSE);
        assertThat(plan.getLast().detail()).contains("does not fit");
        assertThat(store.list("acme/")).isEmpty();
        assertThat(store.sets()).isEmpty();

        assertThat(Transfer.of(found, store, List.of(policy), now, true)).isEqualTo(plan);

        StoredCertificate stored =
                requireStored(new SetRecords(store, policy.id()).load().certificate());
        assertThat(stored.key().leaf()).isEqualTo(shop.leaf());
        assertThat(stored.meta().ca()).isEqualTo(Accounts.ca(ISSUER));
        String home = Accounts.home(ISSUER);
        assertThat(store.get(home + "key.pem")).isPresent();
        assertThat(JsonObject.parse(store.get(home + "account.json").orElseThrow()).text("url"))
                .isEqualTo("https://ca.test:14000/acct/7");
        assertThat(Transfer.of(found, store, List.of(policy), now, true))
                .extracting(TransferRow::verdict)
                .containsExactly(Verdict.KEEP, Verdict.KEEP, Verdict.KEEP, Verdict.REFUSE);
    }

    private static StoredCertificate requireStored(@Nullable StoredCertificate stored) {
        return requireNonNull(stored, "nothing is stored");
    }

    @Test
    void takesAPemPairAndNeverReplacesANewerOne() throws IOException {
        CertifiedKey older = issue(KeyType.P256, "shop.example.com");
        CertifiedKey newer =
                new InternalAuthority(
                                new StoredAuthorityFiles(memory()),
                                InternalNames.of(List.of("*.example.com")),
                                InstantSource.fixed(now.plus(Duration.ofDays(1))),
                                new Random(2))
                        .issue(
                                List.of("shop.example.com"),
                                KeyType.P256,
                                Duration.ofDays(5),
                                InternalAuthority.Purpose.SERVER);
        Path both =
                Files.writeString(
                        directory.resolve("both.pem"),
                        Pem.of(older.chain()) + Pem.of(older.privateKey()));
        var policies = List.of(policy("shop.example.com"));
        ForeignStore found = Origin.PEM.read(both, List.of());
        assertThat(Transfer.of(found, store, policies, now, true).getFirst().verdict())
                .isEqualTo(Verdict.TAKE);
        Files.writeString(both, Pem.of(newer.chain()) + Pem.of(newer.privateKey()));
        TransferRow taken =
                Transfer.of(Origin.PEM.read(both, List.of()), store, policies, now, true)
                        .getFirst();
        assertThat(taken.verdict()).as(taken.detail()).isEqualTo(Verdict.TAKE);

        TransferRow row = Transfer.of(found, store, policies, now, true).getFirst();

        assertThat(row.verdict()).isEqualTo(Verdict.KEEP);
        assertThat(row.detail()).contains("newer");
        TransferRow late =
                Transfer.of(found, store, policies, now.plus(Duration.ofDays(30)), true).getFirst();
        assertThat(late.verdict()).isEqualTo(Verdict.REFUSE);
        assertThat(late.detail()).contains("expired");
    }

    @Test
    void bringsEachKindOfKeyToItsHalfOfADualName() throws IOException {
        CertificatePolicy ec = policy("shop.example.com");
        var rsa =
                new CertificatePolicy(
                        ec.names(),
                        ec.issuers(),
                        null,
                        KeyType.RSA2048,
                        false,
                        ec.challenges(),
                        ec.renew(),
                        null);
        for (KeyType type : List.of(KeyType.RSA2048, KeyType.P256)) {
            CertifiedKey key = issue(type, "shop.example.com");
            Path file =
                    Files.writeString(
                            directory.resolve(type.word() + ".pem"),
                            Pem.of(key.chain()) + Pem.of(key.privateKey()));
            Transfer.of(Origin.PEM.read(file, List.of()), store, List.of(ec, rsa), now, true);
        }

        for (CertificatePolicy half : List.of(ec, rsa)) {
            StoredCertificate stored = new SetRecords(store, half.id()).load().certificate();
            assertThat(requireNonNull(stored).meta().keyType()).isEqualTo(half.keyType());
            assertThat(stored.generation()).isEqualTo(1);
        }
    }

    @Test
    void movesAWholeStoreByAnArchive() throws IOException {
        fill(store, issue(KeyType.P256, "shop.example.com"));
        var bytes = new ByteArrayOutputStream();
        StoreArchive.of(store).write(bytes);

        StoreArchive archive = StoreArchive.read(new ByteArrayInputStream(bytes.toByteArray()));
        try (FileStore other = FileStore.open(directory.resolve("other"), 3)) {
            List<TransferRow> rows = Transfer.of(archive, other, now, true);
            assertThat(rows).extracting(TransferRow::verdict).containsOnly(Verdict.TAKE);
            assertThat(other.load(policy("shop.example.com").id()).whole()).hasSize(1);
            assertThat(other.get("acme/ca-1/default/key.pem").orElseThrow())
                    .isEqualTo(store.get("acme/ca-1/default/key.pem").orElseThrow());
            assertThat(Transfer.of(archive, other, now, true))
                    .extracting(TransferRow::verdict)
                    .containsOnly(Verdict.KEEP);
        }
        for (int length : List.of(0, 100, 512, 700, bytes.size() - 1024)) {
            byte[] torn = Arrays.copyOf(bytes.toByteArray(), length);
            assertThatThrownBy(() -> StoreArchive.read(new ByteArrayInputStream(torn)))
                    .isInstanceOf(DamagedDocument.class);
        }
    }

    private void fill(CertificateStore target, CertifiedKey key) {
        target.put(
                "acme/ca-1/default/key.pem",
                AccountKeys.toPem(AccountKeys.generate()).getBytes(UTF_8));
        target.append("events/x.jsonl", "{}", 10);
        String set = policy("shop.example.com").id();
        var meta =
                new CertificateMeta(
                        List.of("shop.example.com"),
                        KeyType.P256,
                        "pebble",
                        "ca-1",
                        null,
                        now,
                        null,
                        RenewalReason.MISSING);
        try (Lease lease = target.lease(set).orElseThrow()) {
            target.publish(lease, StoredCertificate.files(meta, key));
        }
    }

    @Test
    void findsEveryDamagedFileAndRepairsOnlyWhenAsked() throws IOException {
        CertifiedKey key = issue(KeyType.P256, "shop.example.com");
        fill(store, key);
        fill(store, key);
        String set = policy("shop.example.com").id();
        store.put("certs/" + set + "/2/ari.json", "{}".getBytes(UTF_8));
        store.put("certs/" + set + "/pending/order.json", "{}".getBytes(UTF_8));
        store.put("backoff/" + set + ".json", "{}".getBytes(UTF_8));
        assertThat(StoreCheck.run(store, false)).isEmpty();
        Map<String, byte[]> good = new HashMap<>();
        for (String name : store.list("certs/")) {
            good.put(name, store.get(name).orElseThrow());
        }
        good.put("backoff/" + set + ".json", "{}".getBytes(UTF_8));
        good.put("acme/ca-1/default/key.pem", store.get("acme/ca-1/default/key.pem").orElseThrow());
        good.forEach((name, content) -> {
            overwrite(name, Arrays.copyOf(content, content.length / 2));
            List<StoreFault> faults = StoreCheck.run(store, false);
            assertThat(faults).as(name).isNotEmpty();
            assertThat(faults).allSatisfy(fault -> assertThat(fault.outcome()).isNotEmpty());
            overwrite(name, content);
            assertThat(StoreCheck.run(store, false)).as("%s as it was", name).isEmpty();
        });
        overwrite("certs/" + set + "/2/key.pem", new byte[100]);
        overwrite("backoff/" + set + ".json", new byte[0]);

        assertThat(StoreCheck.run(store, true)).hasSize(2);

        assertThat(StoreCheck.run(store, false)).isEmpty();
        assertThat(requireStored(new SetRecords(store, set).load().certificate()).key().leaf())
                .isEqualTo(key.leaf());
    }

    private void overwrite(String key, byte[] content) {
        try {
            Files.write(directory.resolve("store").resolve(key), content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void looksAtADirectoryThatAnotherProcessHasWithoutTouchingIt() throws IOException {
        fill(store, issue(KeyType.P256, "shop.example.com"));
        Path loose = directory.resolve("store/events/x.jsonl");
        Files.setPosixFilePermissions(
                loose, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        Files.createFile(directory.resolve("store/certs/.tmp-9"));

        FileStore seen = FileStore.look(directory.resolve("store"));

        assertThat(StoreCheck.run(seen, false)).isEmpty();
        assertThat(seen.fileFaults())
                .extracting(StoreFault::why)
                .contains("is open to other users", "was left unfinished");
        assertThat(directory.resolve("store/certs/.tmp-9")).exists();
        assertThatThrownBy(() -> seen.put("x", new byte[0])).hasMessageContaining("reading only");
        assertThat(Optional.of(store.get("acme/ca-1/default/key.pem"))).isPresent();
    }
}
