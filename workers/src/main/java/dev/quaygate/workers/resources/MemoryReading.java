package dev.quaygate.workers.resources;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Memory of the machine and of each control group on the way to ours. */
record MemoryReading(long limit, long available, String source) {
    /** What one group allows and how much of it cannot be taken back. */
    private record Bound(long limit, long used) {}

    static MemoryReading of(Path root, Cgroups groups) {
        String info = KernelFile.text(root.resolve("proc/meminfo")).orElse("");
        long total = kilobytes(KernelFile.field(info, "MemTotal:"));
        long limit = total;
        long available = Math.min(total, kilobytes(KernelFile.field(info, "MemAvailable:")));
        for (Bound bound : bounds(groups)) {
            limit = Math.min(limit, bound.limit);
            available = Math.min(available, Math.max(0, bound.limit - bound.used));
        }
        String what = limit < total ? "cgroup limit " : "machine memory ";
        return new MemoryReading(limit, available, what + ByteSize.text(limit));
    }

    private static List<Bound> bounds(Cgroups groups) {
        List<Bound> bounds = new ArrayList<>();
        for (Path group : groups.unified()) {
            // Above memory.high a group is slowed down so much that it is no use to plan with it.
            for (String file : List.of("memory.max", "memory.high")) {
                add(bounds, group, file, "memory.current", "inactive_file");
            }
        }
        for (Path group : groups.legacy("memory")) {
            add(
                    bounds,
                    group,
                    "memory.limit_in_bytes",
                    "memory.usage_in_bytes",
                    "total_inactive_file");
        }
        return bounds;
    }

    private static void add(
            List<Bound> bounds, Path group, String limit, String usage, String droppable) {
        OptionalLong max = KernelFile.number(group.resolve(limit));
        if (max.isEmpty()) {
            return;
        }
        long used = KernelFile.number(group.resolve(usage)).orElse(0);
        String stat = KernelFile.text(group.resolve("memory.stat")).orElse("");
        long cache = KernelFile.field(stat, droppable + ' ').orElse(0);
        bounds.add(new Bound(max.getAsLong(), Math.max(0, used - cache)));
    }

    /** Without the file nothing is known, and nothing is limited. */
    private static long kilobytes(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() * 1024 : Long.MAX_VALUE;
    }
}
