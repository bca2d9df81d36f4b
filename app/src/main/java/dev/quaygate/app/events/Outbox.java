package dev.quaygate.app.events;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Deliveries that one receiver has not yet confirmed, one file each, so that they survive a
 * restart. One thread at a time.
 */
final class Outbox {
    /** More than this wait for a receiver that is away for long; then the oldest are given up. */
    static final int MOST = 1000;

    private static final int REMEMBERED = 4 * MOST;
    private static final String ONCE = ".once.json";

    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");

    private final Path directory;

    /**
     * @param directory made at the first delivery
     */
    Outbox(Path directory) {
        this.directory = directory;
    }

    /**
     * A delivery that waits.
     *
     * @param file its name sorts by age
     * @param key of the event
     * @param kind of the event
     */
    record Waiting(Path file, String key, String kind, byte[] body) {}

    /**
     * Keeps an event until it is delivered. One that waits already is kept once, and one that is
     * told {@linkplain Event#once() once} not again after its delivery.
     *
     * @return how many were given up to make room
     */
    int add(Event event) throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
        String hash = hash(event.key());
        String end = "-" + hash + (event.once() ? ONCE : ".json");
        List<Path> before = files();
        if (before.stream().anyMatch(file -> file.toString().endsWith(end))
                || event.once() && told().contains(hash)) {
            return 0;
        }
        Path target =
                directory.resolve(
                        "%016d-%08d%s".formatted(event.at().toEpochMilli(), event.id(), end));
        Path half = directory.resolve(target.getFileName() + ".tmp");
        Files.writeString(half, event.json().toString());
        Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
        int surplus = Math.max(0, before.size() + 1 - MOST);
        for (Path oldest : before.subList(0, surplus)) {
            Files.deleteIfExists(oldest);
        }
        return surplus;
    }

    /** What waits, the oldest first; files that are none of ours are left alone. */
    List<Waiting> waiting() throws IOException {
        return files().stream().flatMap(Outbox::read).toList();
    }

    /** It is delivered, or refused. */
    void remove(Waiting delivered) throws IOException {
        if (delivered.file().toString().endsWith(ONCE)) {
            var told = new ArrayList<>(told());
            told.add(hash(delivered.key()));
            List<String> kept = told.subList(Math.max(0, told.size() - REMEMBERED), told.size());
            Path half = directory.resolve("told.tmp");
            Files.write(half, kept);
            Files.move(half, directory.resolve("told"), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(delivered.file());
    }

    private List<String> told() throws IOException {
        try {
            return Files.readAllLines(directory.resolve("told"));
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    private static Stream<Waiting> read(Path file) {
        try {
            byte[] body = Files.readAllBytes(file);
            JsonNode node = JsonMapper.shared().readTree(body);
            return Stream.of(
                    new Waiting(
                            file, node.path("id").asString(), node.path("kind").asString(), body));
        } catch (IOException | JacksonException _) {
            return Stream.empty();
        }
    }

    static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
