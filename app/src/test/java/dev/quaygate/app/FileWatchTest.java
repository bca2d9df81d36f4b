package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H10: changes are seen however they are made, and once. */
class FileWatchTest {
    private static final Duration SETTLE = Duration.ofMillis(50);

    @TempDir Path dir;
    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

    @Test
    void tellsOfWritesRenamesAndRemovals() throws Exception {
        Path file = Files.writeString(dir.resolve("a.yaml"), "one");
        try (var _ = watch(dir)) {
            Files.writeString(file, "two");
            assertThat(next()).isNotNull();

            Path other = Files.writeString(dir.resolve("next"), "six");
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            assertThat(next()).isNotNull();

            Files.delete(file);
            assertThat(next()).isNotNull();
        }
    }

    @Test
    void tellsOfASwappedLinkToAnotherDirectory() throws Exception {
        Path first = Files.createDirectory(dir.resolve("first"));
        Path second = Files.createDirectory(dir.resolve("second"));
        Files.writeString(first.resolve("a.yaml"), "one");
        Files.writeString(second.resolve("a.yaml"), "two");
        Path etc = Files.createDirectory(dir.resolve("etc"));
        Files.createSymbolicLink(etc.resolve("data"), first);
        Files.createSymbolicLink(etc.resolve("a.yaml"), Path.of("data/a.yaml"));
        try (var _ = watch(etc)) {
            Files.createSymbolicLink(etc.resolve("new"), second);
            Files.move(etc.resolve("new"), etc.resolve("data"), StandardCopyOption.ATOMIC_MOVE);

            assertThat(next()).isNotNull();
        }
    }

    @Test
    void tellsOnceOfManyWritesInARow() throws Exception {
        Path file = Files.writeString(dir.resolve("a.yaml"), "0");
        try (var _ = watch(dir)) {
            for (int i = 0; i < 100; i++) {
                Files.writeString(file, "content " + i);
            }

            assertThat(next()).isNotNull();
            assertThat(changes.poll(300, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void tellsNothingOfOtherFiles() throws Exception {
        try (var _ = watch(dir)) {
            Files.writeString(dir.resolve("notes.txt"), "x");

            assertThat(changes.poll(300, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void watchesOtherDirectoriesFromThenOn() throws Exception {
        Path added = Files.createDirectory(dir.resolve("added"));
        try (var watch = watch(dir)) {
            watch.watch(List.of(dir, added), SETTLE);
            Files.writeString(added.resolve("b.yaml"), "x");

            assertThat(next()).isNotNull();
        }
    }

    private FileWatch watch(Path directory) throws IOException {
        return new FileWatch(List.of(directory), SETTLE, () -> changes.add("changed"));
    }

    private @Nullable String next() throws InterruptedException {
        return changes.poll(10, TimeUnit.SECONDS);
    }
}
