package dev.quaygate.acme.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Generations of one set: immutable directories and the file {@code current} that points at one of
 * them. Publishing makes the directory whole and durable before the pointer moves, so no reader can
 * see half a pair.
 */
final class Generations {
    /** Reads in a row during which a new generation may come. */
    private static final int MOST_RELOADS = 100;

    private final DurableDirectory files;
    private final Path home;
    private final int keep;

    Generations(DurableDirectory files, Path home, int keep) {
        this.files = files;
        this.home = home;
        this.keep = keep;
    }

    int publish(Map<String, byte[]> content) throws IOException {
        files.ensure(home);
        CurrentFile before = current(new ArrayList<>());
        int number = numbers().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
        Path temporary = files.temporaryIn(home);
        files.ensure(temporary);
        for (var file : content.entrySet()) {
            files.writeNew(temporary.resolve(file.getKey()), file.getValue());
        }
        files.sync(temporary);
        files.rename(temporary, home.resolve(String.valueOf(number)));
        CurrentFile now =
                CurrentFile.after(
                        before == null ? CurrentFile.NONE : before, number, content, keep);
        files.replace(home.resolve("current"), now.toBytes());
        deleteOlderThan(number);
        return number;
    }

    StoredSet load(String set) throws IOException {
        // A generation may be deleted between reading the pointer and reading the files; the
        // pointer has moved on then, and nothing of what was seen tells of damage.
        for (int attempt = 0; ; attempt++) {
            List<String> damage = new ArrayList<>();
            CurrentFile current = current(damage);
            List<StoredGeneration> whole =
                    current == null ? unreferenced(set, damage) : referenced(set, current, damage);
            if (damage.isEmpty() || attempt == MOST_RELOADS || !moved(current)) {
                return new StoredSet(whole, damage);
            }
        }
    }

    /**
     * Removes directories that were renamed into place just before a crash and never became
     * current.
     */
    void deleteOrphans() throws IOException {
        CurrentFile current = current(new ArrayList<>());
        if (current == null) {
            return; // the pointer itself may be damaged: every directory is a candidate then
        }
        for (int number : numbers()) {
            if (!current.hashes().containsKey(number)) {
                files.deleteTree(home.resolve(String.valueOf(number)));
            }
        }
    }

    private boolean moved(@Nullable CurrentFile seen) throws IOException {
        CurrentFile now = current(new ArrayList<>());
        return now != null && !now.equals(seen);
    }

    private void deleteOlderThan(int number) throws IOException {
        for (int older : numbers()) {
            if (older <= number - keep) {
                files.deleteTree(home.resolve(String.valueOf(older)));
            }
        }
    }

    private List<StoredGeneration> referenced(String set, CurrentFile current, List<String> damage)
            throws IOException {
        var whole = new ArrayList<StoredGeneration>();
        var newestFirst = new ArrayList<>(current.hashes().keySet());
        newestFirst.sort(Comparator.reverseOrder());
        for (int number : newestFirst) {
            Map<String, String> hashes = current.hashes().getOrDefault(number, Map.of());
            var content = new TreeMap<String, byte[]>();
            for (var file : hashes.entrySet()) {
                read(number, file.getKey(), file.getValue(), content, damage);
            }
            if (content.size() == hashes.size() && number <= current.generation()) {
                whole.add(new StoredGeneration(set, number, content));
            }
        }
        return whole;
    }

    private void read(
            int number, String name, String hash, Map<String, byte[]> content, List<String> damage)
            throws IOException {
        Path file = home.resolve(String.valueOf(number)).resolve(name);
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (CurrentFile.hash(bytes).equals(hash)) {
                content.put(name, bytes);
                return;
            }
            damage.add(file + " does not have the content that was written");
        } catch (NoSuchFileException e) {
            damage.add(file + " is missing");
        }
    }

    /**
     * Without a pointer there are no hashes: the caller must check that key, chain and names fit
     * together.
     */
    private List<StoredGeneration> unreferenced(String set, List<String> damage)
            throws IOException {
        var found = new ArrayList<StoredGeneration>();
        for (int number : numbers()) {
            var content = new TreeMap<String, byte[]>();
            try (Stream<Path> paths = Files.list(home.resolve(String.valueOf(number)))) {
                for (Path path : paths.toList()) {
                    content.put(String.valueOf(path.getFileName()), Files.readAllBytes(path));
                }
            }
            found.add(new StoredGeneration(set, number, content));
        }
        if (!found.isEmpty() && damage.isEmpty()) {
            damage.add(home.resolve("current") + " is missing");
        }
        return found;
    }

    private @Nullable CurrentFile current(List<String> damage) throws IOException {
        Path file = home.resolve("current");
        try {
            return CurrentFile.parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return null;
        } catch (DamagedDocument e) {
            damage.add(file + " is damaged: " + e.getMessage());
            return null;
        }
    }

    /** Generation directories, newest first. */
    private List<Integer> numbers() throws IOException {
        try (Stream<Path> paths = Files.list(home)) {
            return paths.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                    .map(Integer::valueOf)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
