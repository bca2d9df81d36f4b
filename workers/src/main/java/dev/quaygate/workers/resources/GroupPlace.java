package dev.quaygate.workers.resources;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where groups for workers can be made.
 *
 * <p><b>v2.</b> A group that gives memory to children must have no processes of its own. So the
 * place is, in this order:
 *
 * <ol>
 *   <li>our own group, if it gives memory to children already;
 *   <li>the group above ours, if systemd delegated that one: the unit says {@code Delegate=yes} and
 *       {@code DelegateSubgroup=}, and we are in the subgroup;
 *   <li>the root of the tree, if that is where we are. The true root is exempt from the rule. The
 *       root that a container sees is not: all its processes, us included, are moved to a child
 *       {@code quaygate} first. That is the one case in which we move.
 * </ol>
 *
 * We do not move out of the group of a unit without {@code DelegateSubgroup=}: workers that outlive
 * us would keep it an inner group, and systemd could not start us in it again.
 *
 * <p><b>v1.</b> Our own group, if we may write to it; there is no such rule.
 */
record GroupPlace(Path base, int version) {
    static Optional<GroupPlace> find(Cgroups groups) {
        Optional<GroupPlace> unified = unified(groups.unified());
        return unified.isPresent() ? unified : legacy(groups.legacy("memory"));
    }

    String how() {
        return version == 1 ? "cgroup v1 memory.limit_in_bytes" : "cgroup v2 memory.max";
    }

    private static Optional<GroupPlace> legacy(List<Path> chain) {
        return chain.stream()
                .limit(1)
                .filter(own ->
                        Files.isWritable(own) && Files.isWritable(own.resolve("cgroup.procs")))
                .map(own -> new GroupPlace(own, 1))
                .findFirst();
    }

    private static Optional<GroupPlace> unified(List<Path> chain) {
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        Path own = chain.getFirst();
        if (gives(own) && Files.isWritable(own)) {
            return Optional.of(new GroupPlace(own, 2));
        }
        if (chain.size() > 1 && delegated(chain.get(1)) && give(chain.get(1))) {
            return Optional.of(new GroupPlace(chain.get(1), 2));
        }
        if (chain.size() == 1 && offers(own) && Files.isWritable(own) && (free(own) && give(own))) {
            return Optional.of(new GroupPlace(own, 2));
        }
        return Optional.empty();
    }

    private static boolean offers(Path group) {
        return has(group.resolve("cgroup.controllers"), "memory");
    }

    private static boolean gives(Path group) {
        return has(group.resolve("cgroup.subtree_control"), "memory");
    }

    private static boolean has(Path file, String word) {
        return Arrays.asList(KernelFile.text(file).orElse("").strip().split(" ")).contains(word);
    }

    private static boolean give(Path group) {
        if (gives(group)) {
            return Files.isWritable(group);
        }
        return offers(group) && write(group.resolve("cgroup.subtree_control"), "+memory");
    }

    /** Whether systemd gave the group away; it says so in an extended attribute since 251. */
    private static boolean delegated(Path group) {
        var view = Files.getFileAttributeView(group, UserDefinedFileAttributeView.class);
        if (view == null) {
            return false;
        }
        try {
            ByteBuffer value = ByteBuffer.allocate(16);
            view.read("delegate", value);
            value.flip();
            return StandardCharsets.UTF_8.decode(value).toString().startsWith("1");
        } catch (IOException _) {
            return false;
        }
    }

    /** Leaves no process in the group itself. */
    private static boolean free(Path group) {
        if (!Files.exists(group.resolve("cgroup.type"))) {
            return true; // only the true root has no type
        }
        Path child = group.resolve("quaygate");
        try {
            Files.createDirectories(child);
        } catch (IOException _) {
            return false;
        }
        for (String pid : KernelFile.lines(group.resolve("cgroup.procs"))) {
            // One that has ended in the meantime cannot be moved; if any other stays, "+memory"
            // is refused and we go without.
            write(child.resolve("cgroup.procs"), pid);
        }
        return true;
    }

    private static boolean write(Path file, String text) {
        try {
            Files.writeString(file, text, CREATE, WRITE);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
