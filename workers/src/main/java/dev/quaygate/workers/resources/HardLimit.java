package dev.quaygate.workers.resources;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final Optional<GroupPlace> place;

    private HardLimit(Optional<GroupPlace> place) {
        this.place = place;
    }

    /**
     * Looks where groups can be made and, in a container with cgroup v2, prepares that. To be
     * called once, before the first worker starts.
     */
    public static HardLimit local() {
        return in(Path.of("/"));
    }

    static HardLimit in(Path root) {
        return new HardLimit(GroupPlace.find(Cgroups.read(root)));
    }

    /** No groups at all, as where a person wants none. */
    public static HardLimit none() {
        return new HardLimit(Optional.empty());
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
        Path directory = where.base().resolve(PREFIX + app + "-" + worker);
        Files.createDirectories(directory);
        MemoryGroup group = new MemoryGroup(directory, where.version());
        group.limit(bytes);
        return Optional.of(group);
    }

    /** The group of a worker that an earlier Quaygate started. */
    public Optional<MemoryGroup> find(String app, int worker) {
        return place.map(where ->
                        new MemoryGroup(
                                where.base().resolve(PREFIX + app + "-" + worker), where.version()))
                .filter(MemoryGroup::exists);
    }

    /** Removes groups without processes that an earlier Quaygate left. */
    public void sweep() {
        if (place.isEmpty()) {
            return;
        }
        GroupPlace where = place.get();
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(where.base(), PREFIX + "*")) {
            groups.forEach(group -> new MemoryGroup(group, where.version()).remove());
        } catch (IOException _) {
            // What cannot be listed cannot be swept: an empty group costs nearly nothing.
        }
    }
}
