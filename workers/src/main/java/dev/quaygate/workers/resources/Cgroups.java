package dev.quaygate.workers.resources;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The control groups that a process is in, as far as they can be seen: a container may show only a
 * part of the tree. A machine may have v1 and v2 mounted side by side (hybrid).
 */
final class Cgroups {
    private final Path root;
    private final List<Mount> mounts;
    private final List<String> membership;

    private Cgroups(Path root, List<Mount> mounts, List<String> membership) {
        this.root = root;
        this.mounts = mounts;
        this.membership = membership;
    }

    /** Of the process itself, if {@code root} is {@code /}. */
    static Cgroups read(Path root) {
        Path self = root.resolve("proc/self");
        return new Cgroups(
                root,
                KernelFile.lines(self.resolve("mountinfo")).stream()
                        .map(Mount::parse)
                        .flatMap(Optional::stream)
                        .toList(),
                KernelFile.lines(self.resolve("cgroup")));
    }

    /** The v2 group and its ancestors, innermost first; empty if v2 is not mounted. */
    List<Path> unified() {
        return mounts.stream()
                .filter(Mount::unified)
                .findFirst()
                .map(mount -> chain(mount, pathOf("")))
                .orElse(List.of());
    }

    /** The v1 group of that controller and its ancestors, innermost first. */
    List<Path> legacy(String controller) {
        return mounts.stream()
                .filter(mount -> mount.controls(controller))
                .findFirst()
                .map(mount -> chain(mount, pathOf(controller)))
                .orElse(List.of());
    }

    /** Where the process is in the hierarchy of that controller; "" for v2. */
    private String pathOf(String controller) {
        for (String line : membership) { // 4:cpu,cpuacct:/a/b or 0::/a/b
            String[] part = line.split(":", 3);
            if (part.length == 3 && Arrays.asList(part[1].split(",", -1)).contains(controller)) {
                return part[2];
            }
        }
        return "/";
    }

    private List<Path> chain(Mount mount, String path) {
        Path top = root.resolve(mount.point.substring(1)).normalize();
        Path group = top.resolve(below(mount, path)).normalize();
        List<Path> chain = new ArrayList<>();
        for (Path at = group; at != null && at.startsWith(top); at = at.getParent()) {
            chain.add(at);
        }
        return chain;
    }

    /**
     * The path under the mount point. Without a cgroup namespace a container sees its own group as
     * the mount's root while the path is the host's; a path outside of the namespace starts with
     * {@code /..}. In both cases the mount point is the group.
     */
    private static String below(Mount mount, String path) {
        if (path.contains("/..")) {
            return "";
        }
        String prefix = mount.root.equals("/") ? "" : mount.root;
        return path.equals(prefix) || path.startsWith(prefix + "/")
                ? path.substring(Math.min(path.length(), prefix.length() + 1))
                : "";
    }

    private record Mount(String root, String point, String type, List<String> options) {
        /**
         * A line of mountinfo, proc(5): {@code id parent dev root point opts... - type src opts}.
         */
        static Optional<Mount> parse(String line) {
            int dash = line.indexOf(" - ");
            if (dash < 0) {
                return Optional.empty();
            }
            String[] front = line.substring(0, dash).split(" ");
            String[] back = line.substring(dash + 3).split(" ");
            if (front.length < 5 || back.length < 3 || !back[0].startsWith("cgroup")) {
                return Optional.empty();
            }
            return Optional.of(
                    new Mount(
                            front[3],
                            front[4].replace("\\040", " "),
                            back[0],
                            List.of(back[2].split(","))));
        }

        boolean unified() {
            return type.equals("cgroup2");
        }

        boolean controls(String controller) {
            return type.equals("cgroup") && options.contains(controller);
        }
    }
}
