package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real file system (C19, AF3, AF22). */
final class FileStoreTest {
    private static final String SET = "shop.example.com-0123456789";

    @TempDir private Path directory;

    private FileStore store;

    @BeforeEach
    void open() {
        store = CrashingDisk.open(directory, KillPoints.none());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void publish(int content) {
        try (Lease lease = store.lease(SET).orElseThrow()) {
            store.publish(lease, files(content));
        }
    }

    private static Map<String, byte[]> files(int content) {
        return Map.of(
                "chain.pem",
                text("chain " + content),
                "key.pem",
                text("key " + content),
                "meta.json",
                text("{}"));
    }

    private static byte[] text(String text) {
        return text.repeat(20).getBytes(UTF_8);
    }

    private int served() {
        return store.load(SET).whole().getFirst().number();
    }

    @Test
    void createsEveryFileAndDirectoryForItsOwnerOnly() throws IOException {
        try (FileStore real = FileStore.open(directory.resolve("real"), 3)) {
            real.put("acme/ca/account/key.pem", text("secret"));
            real.append("events/a.jsonl", "line", 10);
            real.probe();
            try (Lease lease = real.lease(SET).orElseThrow()) {
                real.publish(lease, files(1));
            }
        }
        try (Stream<Path> paths = Files.walk(directory.resolve("real"))) {
            for (Path path : paths.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertThat(mode)
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void tightensLooseModesAndRemovesWhatADeadProcessLeft() throws IOException {
        publish(1);
        Path key = directory.resolve("certs/" + SET + "/1/key.pem");
        Path leftover = directory.resolve("certs/" + SET + "/.tmp-7");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Files.createDirectory(leftover);
        Files.writeString(leftover.resolve("key.pem"), "half");
        store.close();

        open();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(leftover).doesNotExist();
        assertThat(served()).isEqualTo(1);
    }

    @Test
    void refusesADirectoryThatAnotherProcessUses() {
        assertThatThrownBy(() -> FileStore.open(directory, 3))
                .isInstanceOf(StoreProblem.class)
                .hasMessageContaining("QG2006");
    }

    @Test
    void keepsThreeGenerationsAndServesTheNewest() {
        for (int i = 1; i <= 5; i++) {
            publish(i);
        }

        assertThat(store.load(SET).whole())
                .extracting(StoredGeneration::number)
                .containsExactly(5, 4, 3);
        assertThat(store.load(SET).damage()).isEmpty();
    }

    @Test
    void fallsBackToAnOlderGenerationWhateverHappensToAnyFileOfTheNewest() throws IOException {
        publish(1);
        publish(2);
        Path newest = directory.resolve("certs/" + SET + "/2");
        int damages = 0;
        for (String name : List.of("chain.pem", "key.pem", "meta.json")) {
            Path file = newest.resolve(name);
            byte[] good = Files.readAllBytes(file);
            for (int at = 0; at < good.length; at += 13) {
                byte[] flipped = good.clone();
                flipped[at] ^= 1;
                for (byte[] bad :
                        List.of(Arrays.copyOf(good, at), flipped, new byte[good.length])) {
                    Files.write(file, bad);
                    assertThat(served()).as("%s damaged at %d", name, at).isEqualTo(1);
                    assertThat(store.load(SET).damage()).isNotEmpty();
                    damages++;
                }
            }
            Files.delete(file);
            assertThat(served()).isEqualTo(1);
            Files.write(file, good);
            assertThat(served()).isEqualTo(2);
        }
        assertThat(damages).isGreaterThan(20);
    }

    @Test
    void findsGenerationsWithoutTheirPointer() throws IOException {
        publish(1);
        publish(2);
        Path current = directory.resolve("certs/" + SET + "/current");
        byte[] good = Files.readAllBytes(current);
        for (int length = 0; length < good.length; length += 7) {
            Files.write(current, Arrays.copyOf(good, length));
            assertThat(store.load(SET).whole())
                    .extracting(StoredGeneration::number)
                    .containsExactly(2, 1);
            assertThat(store.load(SET).damage()).isNotEmpty();
        }
    }

    @Test
    void neverShowsHalfAPairToAReader() throws InterruptedException {
        publish(0);
        var done = new AtomicBoolean();
        var wrong = new AtomicInteger();
        var reads = new AtomicInteger();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!done.get()) {
                                var generation = store.load(SET).whole().getFirst();
                                String chain =
                                        new String(generation.files().get("chain.pem"), UTF_8);
                                String key = new String(generation.files().get("key.pem"), UTF_8);
                                if (!chain.equals(key.replace("key", "chain"))) {
                                    wrong.incrementAndGet();
                                }
                                reads.incrementAndGet();
                            }
                        });

        for (int i = 1; i <= 1000; i++) {
            publish(i);
        }
        done.set(true);
        reader.join();

        assertThat(wrong).hasValue(0);
        assertThat(reads.get()).isPositive();
    }

    @Test
    void publishesNothingForALeaseThatIsNotHeldAndGivesItToOneHolderOnly() {
        Lease lease = store.lease(SET).orElseThrow();
        assertThat(store.lease(SET)).isEmpty();
        lease.close();

        assertThatThrownBy(() -> store.publish(lease, files(1))).isInstanceOf(StoreProblem.class);
        assertThat(store.lease(SET).orElseThrow().token()).isGreaterThan(lease.token());
    }

    @Test
    void keepsTheNewestLinesAndSkipsNothingAfterATornOne() throws IOException {
        for (int i = 0; i < 50; i++) {
            store.append("events/a.jsonl", "line " + i, 10);
        }
        assertThat(store.lines("events/a.jsonl", 10)).hasSize(10).endsWith("line 49");
        Files.writeString(directory.resolve("events/a.jsonl"), "whole\nto");

        store.append("events/a.jsonl", "next", 10);

        assertThat(store.lines("events/a.jsonl", 10)).containsExactly("whole", "to", "next");
    }

    @Test
    void refusesKeysThatLeaveTheDirectory() {
        for (String key : List.of("../x", "a/../../x", "/etc/passwd", ".tmp-1", "a//b", "")) {
            assertThatThrownBy(() -> store.put(key, new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void reportsAStoreThatCannotBeWritten() throws IOException {
        Files.createDirectory(directory.resolve("probe"));
        Files.createFile(directory.resolve("probe/x"));

        assertThatThrownBy(store::probe)
                .isInstanceOf(StoreProblem.class)
                .hasMessageContaining("QG3027");
    }

    @Test
    void probesOfManySetsAtTheSameTimeDoNotDisturbEachOther() {
        try (FileStore real = FileStore.open(directory.resolve("real"), 3);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> probes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                probes.add(threads.submit(real::probe));
            }

            assertThat(probes).allSatisfy(probe -> assertThat(probe.get()).isNull());
        }
    }

    @Test
    void refusesADirectoryThatAnotherMachineHasJustUsed() throws IOException {
        Path shared = directory.resolve("shared");
        FileStore.open(shared, 3).close();
        Instant beat = Instant.parse("2026-11-28T12:00:00Z");
        Path node = shared.resolve("node.json");
        Files.write(
                node,
                new JsonObject()
                        .put("installation", "x")
                        .put("host", "other")
                        .put("boot", "b1")
                        .put("heartbeat", beat)
                        .toBytes());

        assertThatThrownBy(() -> NodeFile.check(shared, beat.plusSeconds(100), "here", "b2"))
                .isInstanceOf(StoreProblem.class)
                .hasMessageContaining("QG2006")
                .hasMessageContaining("other")
                .hasMessageContaining("2026-11-28T12:03:00Z");

        NodeFile.check(shared, beat.plusSeconds(200), "here", "b2"); // it is silent for long
        NodeFile.check(shared, beat.plusSeconds(100), "other", "b2"); // our own restart
        NodeFile.check(shared, beat.plusSeconds(100), "here", "b1"); // a container, made anew
    }

    @Test
    void saysThatNobodyUsesADirectoryAnyMore() throws IOException {
        Path left = directory.resolve("left");
        FileStore real = FileStore.open(left, 3);
        assertThat(Files.readString(left.resolve("node.json"))).contains("heartbeat");
        String installation = real.installation();

        real.close();

        assertThat(Files.readString(left.resolve("node.json")))
                .doesNotContain("heartbeat")
                .contains(installation);
    }
}
