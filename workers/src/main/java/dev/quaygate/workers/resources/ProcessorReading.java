package dev.quaygate.workers.resources;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Processors that quotas and sets of our control groups leave us. */
final class ProcessorReading {
    private ProcessorReading() {}

    static double share(Cgroups groups, int processors) {
        double share = processors;
        for (Path group : groups.unified()) {
            share = Math.min(share, unifiedQuota(group).orElse(share));
        }
        for (Path group : groups.legacy("cpu")) {
            share = Math.min(share, legacyQuota(group).orElse(share));
        }
        // The innermost set already is what all outer ones leave.
        OptionalInt set = firstSet(groups, "cpuset.cpus.effective");
        if (set.isEmpty()) {
            set = firstSet(groups, "cpuset.effective_cpus");
        }
        if (set.isEmpty()) {
            set = firstSet(groups, "cpuset.cpus");
        }
        return set.isPresent() ? Math.min(share, set.getAsInt()) : share;
    }

    /** {@code 50000 100000} is half a processor, {@code max 100000} is no limit. */
    private static OptionalDouble unifiedQuota(Path group) {
        String[] words = KernelFile.text(group.resolve("cpu.max")).orElse("").strip().split(" ");
        if (words.length != 2) {
            return OptionalDouble.empty();
        }
        return quota(KernelFile.firstNumber(words[0]), KernelFile.firstNumber(words[1]));
    }

    private static OptionalDouble legacyQuota(Path group) {
        return quota(
                KernelFile.number(group.resolve("cpu.cfs_quota_us")),
                KernelFile.number(group.resolve("cpu.cfs_period_us")));
    }

    private static OptionalDouble quota(OptionalLong quota, OptionalLong period) {
        if (quota.isEmpty() || period.isEmpty() || quota.getAsLong() == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((double) quota.getAsLong() / Math.max(1, period.getAsLong()));
    }

    private static OptionalInt firstSet(Cgroups groups, String file) {
        for (Path group : groups.unified()) {
            OptionalInt count = set(group, file);
            if (count.isPresent()) {
                return count;
            }
        }
        for (Path group : groups.legacy("cpuset")) {
            OptionalInt count = set(group, file);
            if (count.isPresent()) {
                return count;
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt set(Path group, String file) {
        return KernelFile.text(group.resolve(file)).map(CpuSet::count).orElse(OptionalInt.empty());
    }
}
