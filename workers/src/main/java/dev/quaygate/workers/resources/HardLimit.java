package dev.quaygate.workers.resources;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Memory limits that the kernel enforces, by a control group for each worker, where we may make
 * such groups. Elsewhere the supervisor's own check every five seconds is the limit.
 *
 * <p>Groups are made beside us or below our own group, never elsewhere, see {@link GroupPlace}.
 * Blocking; any thread.
 */
public final class HardLimit {
    private static final String PREFIX = "worker-";

    /** A group is made a moment before its first process enters it. */
    private static final Duration UNUSED = Duration.ofMinutes(1);

    private final Optional<GroupPlace> place;
    private final String prefix;

    private HardLimit(Optional<GroupPlace> place, Path state) {
        this.place = place;
        this.prefix = PREFIX + String.format("%08x", state.toString().hashCode()) + "-";
    }

    /**
     * Looks where groups can be made and, in a container with cgroup v2, prepares that. To be
     * called once, before the first worker starts.
     *
     * @param state tells our groups from those of another Quaygate in the same place
     */
    public static HardLimit local(Path state) {
        return in(Path.of("/"), state);
    }

    static HardLimit in(Path root, Path state) {
        return new HardLimit(GroupPlace.find(Cgroups.read(root)), state);
    }

    /** No groups at all, as where a person wants none. */
    public static HardLimit none() {
        return new HardLimit(Optional.empty(), Path.of("/"));
    }

    public boolean enforced() {
        return place.isPresent();
    }

    /** For status: what stops a worker that is above its limit. */
    public String how() {
        return place.map(GroupPlace::how).orElse("checked every 5 s");
    }

    /**
     * Makes the group of a worker that is about to start; one left by an earlier worker of the same
     * number is used again.
     *
     * @param bytes that the worker with its children may have; swap is not added to it
     * @return empty if groups cannot be made here
     * @throws IOException if this one could not be made; the worker may start all the same and is
     *     then only checked
     */
    public Optional<MemoryGroup> open(String app, int worker, long bytes) throws IOException {
        if (place.isEmpty()) {
            return Optional.empty();
        }
        GroupPlace where = place.get();
        Path directory = where.base().resolve(prefix + app + "-" + worker);
        Files.createDirectories(directory);
        MemoryGroup group = new MemoryGroup(directory, where.version());
        group.limit(bytes);
        return Optional.of(group);
    }

    /** The group of a worker that an earlier Quaygate started. */
    public Optional<MemoryGroup> find(String app, int worker) {
        return place.map(where ->
                        new MemoryGroup(
                                where.base().resolve(prefix + app + "-" + worker), where.version()))
                .filter(MemoryGroup::exists);
    }

    /** Removes groups without processes that an earlier Quaygate left, whatever its store was. */
    public void sweep(Instant now) {
        if (place.isEmpty()) {
            return;
        }
        GroupPlace where = place.get();
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(where.base(), PREFIX + "*")) {
            for (Path group : groups) {
                if (isOurs(group) || made(group).isBefore(now.minus(UNUSED))) {
                    new MemoryGroup(group, where.version()).remove();
                }
            }
        } catch (IOException _) {
            // What cannot be listed cannot be swept: an empty group costs nearly nothing.
        }
    }

    private boolean isOurs(Path group) {
        return group.getFileName().toString().startsWith(prefix);
    }

    private static Instant made(Path group) throws IOException {
        return Files.getLastModifiedTime(group).toInstant();
    }
}
