package dev.quaygate.workers.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * W18: limits of control groups, v1 and v2, in trees of files as kernels and containers show them.
 */
final class MachineTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    @TempDir private Path root;

    @Test
    void withoutControlGroupsTheMachineIsTheLimit() {
        Machine machine = MachineTree.in(root, 24).read(8);

        assertThat(machine.processors()).isEqualTo(8);
        assertThat(machine.memoryBytes()).isEqualTo(24 * GIB);
        assertThat(machine.availableBytes()).isEqualTo(12 * GIB);
        assertThat(machine.memorySource()).isEqualTo("machine memory 24 GiB");
    }

    @Test
    void halfAProcessorAnd300MiBOfAVersion2GroupAreSeen() {
        Machine machine =
                MachineTree.in(root, 24)
                        .unified("/")
                        .cgroup("cpu.max", "50000 100000")
                        .cgroup("memory.max", Long.toString(300 * MIB))
                        .cgroup("memory.current", Long.toString(100 * MIB))
                        .cgroup("memory.stat", "anon 5\ninactive_file " + 40 * MIB + "\nfile 9")
                        .read(8);

        assertThat(machine.processors()).isEqualTo(1);
        assertThat(machine.processorShare()).isEqualTo(0.5);
        assertThat(machine.memoryBytes()).isEqualTo(300 * MIB);
        assertThat(machine.availableBytes()).isEqualTo(240 * MIB);
        assertThat(machine.memorySource()).isEqualTo("cgroup limit 300 MiB");
    }

    @Test
    void theTightestOfNestedVersion2GroupsCounts() {
        Machine machine =
                MachineTree.in(root, 24)
                        .unified("/app.slice/quaygate.service/main")
                        .cgroup("app.slice/cpu.max", "250000 100000")
                        .cgroup("app.slice/memory.max", Long.toString(8 * GIB))
                        .cgroup("app.slice/quaygate.service/cpu.max", "max 100000")
                        .cgroup("app.slice/quaygate.service/memory.max", Long.toString(3 * GIB))
                        .cgroup("app.slice/quaygate.service/main/cpu.max", "max 100000")
                        .cgroup("app.slice/quaygate.service/main/memory.max", "max")
                        .read(8);

        assertThat(machine.processorShare()).isEqualTo(2.5);
        assertThat(machine.processors()).isEqualTo(3);
        assertThat(machine.memorySource()).isEqualTo("cgroup limit 3 GiB");
    }

    @Test
    void theSlowDownLimitOfVersion2IsALimitToPlanWith() {
        Machine machine =
                MachineTree.in(root, 24)
                        .unified("/a")
                        .cgroup("a/memory.max", Long.toString(4 * GIB))
                        .cgroup("a/memory.high", Long.toString(2 * GIB))
                        .read(8);

        assertThat(machine.memoryBytes()).isEqualTo(2 * GIB);
    }

    @Test
    void aSetOfProcessorsLimitsAsAQuotaDoes() {
        Machine machine =
                MachineTree.in(root, 24)
                        .unified("/a")
                        .cgroup("a/cpuset.cpus.effective", "0-1,4")
                        .cgroup("cpuset.cpus.effective", "0-7")
                        .read(8);

        assertThat(machine.processors()).isEqualTo(3);
    }

    @Test
    void version1GroupsOfAHostAreReadUpToTheRoot() {
        Machine machine =
                MachineTree.in(root, 24)
                        .legacy("memory", "/", "/outer/inner")
                        .legacy("cpu", "/", "/outer/inner")
                        .cgroup("memory/memory.limit_in_bytes", "9223372036854771712")
                        .cgroup("memory/outer/memory.limit_in_bytes", Long.toString(3 * GIB))
                        .cgroup("memory/outer/memory.usage_in_bytes", Long.toString(2 * GIB))
                        .cgroup("memory/outer/memory.stat", "total_inactive_file " + GIB)
                        .cgroup("memory/outer/inner/memory.limit_in_bytes", "9223372036854771712")
                        .cgroup("cpu/outer/cpu.cfs_quota_us", "-1")
                        .cgroup("cpu/outer/cpu.cfs_period_us", "100000")
                        .cgroup("cpu/outer/inner/cpu.cfs_quota_us", "150000")
                        .cgroup("cpu/outer/inner/cpu.cfs_period_us", "100000")
                        .read(8);

        assertThat(machine.memorySource()).isEqualTo("cgroup limit 3 GiB");
        assertThat(machine.availableBytes()).isEqualTo(2 * GIB);
        assertThat(machine.processorShare()).isEqualTo(1.5);
    }

    @Test
    void aVersion1ContainerWithoutNamespaceSeesItsGroupAtTheMountPoint() {
        Machine machine =
                MachineTree.in(root, 24)
                        .legacy("memory", "/docker/abc", "/docker/abc")
                        .legacy("cpuset", "/docker/abc", "/docker/abc")
                        .cgroup("memory/memory.limit_in_bytes", Long.toString(512 * MIB))
                        .cgroup("cpuset/cpuset.cpus", "2")
                        .read(8);

        assertThat(machine.memoryBytes()).isEqualTo(512 * MIB);
        assertThat(machine.processors()).isEqualTo(1);
    }

    @Test
    void aGroupOutsideOfTheNamespaceIsTakenAsTheMountPoint() {
        Machine machine =
                MachineTree.in(root, 24)
                        .unified("/../other")
                        .cgroup("memory.max", Long.toString(GIB))
                        .read(8);

        assertThat(machine.memoryBytes()).isEqualTo(GIB);
    }

    @Test
    void aHybridMachineIsReadInBothVersions() {
        Machine machine =
                MachineTree.in(root, 24)
                        .legacy("memory", "/", "/a")
                        .unified("/b")
                        .cgroup("memory/a/memory.limit_in_bytes", Long.toString(2 * GIB))
                        .cgroup("b/cpu.max", "100000 100000")
                        .read(8);

        assertThat(machine.memoryBytes()).isEqualTo(2 * GIB);
        assertThat(machine.processors()).isEqualTo(1);
    }

    @Test
    void aLimitAboveTheMachineIsNone() {
        Machine machine =
                MachineTree.in(root, 24)
                        .unified("/")
                        .cgroup("memory.max", Long.toString(64 * GIB))
                        .cgroup("cpu.max", "3200000 100000")
                        .read(8);

        assertThat(machine.memorySource()).isEqualTo("machine memory 24 GiB");
        assertThat(machine.processors()).isEqualTo(8);
    }

    @Test
    void thisMachineHasWhatItsKernelSays() throws Exception {
        String meminfo = Files.readString(Path.of("/proc/meminfo"));
        long total = KernelFile.field(meminfo, "MemTotal:").orElseThrow() * 1024;

        Machine machine = Machine.local();

        assertThat(machine.processors()).isBetween(1, Runtime.getRuntime().availableProcessors());
        assertThat(machine.memoryBytes()).isBetween(1L, total);
        assertThat(machine.availableBytes()).isBetween(1L, machine.memoryBytes());
    }
}
