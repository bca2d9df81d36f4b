package dev.quaygate.workers.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where groups are made, in trees of files; that they hold, in a real v1 group where there is one.
 */
final class HardLimitTest {
    private static final Path STATE = Path.of("/srv/state");

    @TempDir private Path root;

    @Test
    void withoutControlGroupsTheCheckIsTheLimit() throws Exception {
        MachineTree.in(root, 24);

        HardLimit limit = HardLimit.in(root, STATE);

        assertThat(limit.enforced()).isFalse();
        assertThat(limit.how()).isEqualTo("checked every 5 s");
        assertThat(limit.open("shop", 1, 1 << 20)).isEmpty();
        assertThat(limit.find("shop", 1)).isEmpty();
    }

    @Test
    void aUnitWithoutSubgroupIsLeftAlone() {
        MachineTree.in(root, 24)
                .unified("/system.slice/quaygate.service")
                .cgroup("system.slice/quaygate.service/cgroup.controllers", "cpu memory pids")
                .cgroup("system.slice/quaygate.service/cgroup.subtree_control", "")
                .cgroup("system.slice/quaygate.service/cgroup.procs", "4711");

        assertThat(HardLimit.in(root, STATE).enforced()).isFalse();
        assertThat(group("system.slice/quaygate.service/quaygate")).doesNotExist();
    }

    @Test
    void besideOurSubgroupOfADelegatedUnitGroupsAreMade() throws Exception {
        MachineTree.in(root, 24)
                .unified("/system.slice/quaygate.service/main")
                .cgroup("system.slice/quaygate.service/main/cgroup.procs", "4711")
                .cgroup("system.slice/quaygate.service/cgroup.controllers", "cpu memory pids")
                .cgroup("system.slice/quaygate.service/cgroup.subtree_control", "");
        delegate(group("system.slice/quaygate.service"));

        HardLimit limit = HardLimit.in(root, STATE);
        MemoryGroup made = limit.open("shop", 3, 1 << 30).orElseThrow();
        made.add(99);

        Path worker = group("system.slice/quaygate.service/worker-6f5d772a-shop-3");
        assertThat(limit.how()).isEqualTo("cgroup v2 memory.max");
        assertThat(group("system.slice/quaygate.service/cgroup.subtree_control"))
                .hasContent("+memory");
        assertThat(worker.resolve("memory.max")).hasContent("1073741824");
        assertThat(worker.resolve("memory.swap.max")).hasContent("0");
        assertThat(worker.resolve("memory.oom.group")).hasContent("1");
        assertThat(made.processes()).isEqualTo(worker.resolve("cgroup.procs")).hasContent("99");
        assertThat(limit.find("shop", 3)).isPresent();
        assertThat(limit.find("shop", 4)).isEmpty();
    }

    @Test
    void theRootOfAContainerIsFreedOfProcessesFirst() {
        MachineTree.in(root, 24)
                .unified("/")
                .cgroup("cgroup.type", "domain")
                .cgroup("cgroup.controllers", "cpu memory")
                .cgroup("cgroup.subtree_control", "")
                .cgroup("cgroup.procs", "1");

        assertThat(HardLimit.in(root, STATE).enforced()).isTrue();
        assertThat(group("quaygate/cgroup.procs")).hasContent("1");
        assertThat(group("cgroup.subtree_control")).hasContent("+memory");
    }

    @Test
    void theTrueRootKeepsItsProcesses() {
        MachineTree.in(root, 24)
                .unified("/")
                .cgroup("cgroup.controllers", "cpu memory")
                .cgroup("cgroup.subtree_control", "")
                .cgroup("cgroup.procs", "1");

        assertThat(HardLimit.in(root, STATE).enforced()).isTrue();
        assertThat(group("quaygate")).doesNotExist();
    }

    @Test
    void aGroupThatGivesMemoryAlreadyIsTakenAsItIs() {
        MachineTree.in(root, 24)
                .unified("/a")
                .cgroup("a/cgroup.controllers", "cpu memory")
                .cgroup("a/cgroup.subtree_control", "memory");

        assertThat(HardLimit.in(root, STATE).enforced()).isTrue();
        assertThat(group("a/cgroup.subtree_control")).hasContent("memory");
    }

    @Test
    void version1IsTakenWhereVersion2HasNoMemoryController() throws Exception {
        MachineTree.in(root, 24)
                .unified("/")
                .cgroup("cgroup.controllers", "hugetlb")
                .legacy("memory", "/", "/x")
                .cgroup("memory/x/cgroup.procs", "1");

        HardLimit limit = HardLimit.in(root, STATE);
        limit.open("shop", 1, 1 << 20);

        assertThat(limit.how()).isEqualTo("cgroup v1 memory.limit_in_bytes");
        assertThat(group("memory/x/worker-6f5d772a-shop-1/memory.limit_in_bytes"))
                .hasContent("1048576");
    }

    @Test
    void endsByTheKernelAreCountedInBothVersions() throws Exception {
        Files.writeString(
                root.resolve("memory.events"), "low 0\nhigh 0\nmax 5\noom 2\noom_kill 3\n");
        Files.writeString(root.resolve("memory.oom_control"), "oom_kill_disable 0\noom_kill 4\n");

        assertThat(new MemoryGroup(root, 2).killed()).isEqualTo(3);
        assertThat(new MemoryGroup(root, 1).killed()).isEqualTo(4);
        assertThat(new MemoryGroup(root.resolve("gone"), 2).killed()).isZero();
    }

    @Test
    void aRealGroupEndsAWorkerThatTakesTooMuch() throws Exception {
        // Elsewhere, looking for a place could move the processes of the container that tests run
        // in.
        assumeTrue(
                !Cgroups.read(Path.of("/")).legacy("memory").isEmpty()
                        && HardLimit.local(STATE).enforced());
        HardLimit limit = HardLimit.local(STATE);
        MemoryGroup group = limit.open("hard-limit-test", 1, 64 << 20).orElseThrow();
        try (var worker =
                RunningWorker.python(
                        "print('up', flush=True); input(); bytearray(b'x') * (256 << 20)")) {
            worker.line();
            group.add(worker.pid());
            assertThat(group.remove()).isFalse();

            worker.say("go");

            assertThat(worker.exit()).isEqualTo(128 + 9);
            assertThat(group.killed()).isPositive();
        } finally {
            assertThat(group.remove()).isTrue();
        }
        assertThat(limit.find("hard-limit-test", 1)).isEmpty();
    }

    @Test
    void aRealGroupLeavesAWorkerWithinItsLimitAlone() throws Exception {
        assumeTrue(
                !Cgroups.read(Path.of("/")).legacy("memory").isEmpty()
                        && HardLimit.local(STATE).enforced());
        MemoryGroup group =
                HardLimit.local(STATE).open("hard-limit-test", 2, 256 << 20).orElseThrow();
        try (var worker =
                RunningWorker.python(
                        "print('up', flush=True); input(); bytearray(b'x') * (64 << 20)")) {
            worker.line();
            group.add(worker.pid());

            worker.say("go");

            assertThat(worker.exit()).isZero();
            assertThat(group.killed()).isZero();
        } finally {
            HardLimit.local(STATE).sweep(Instant.now());
        }
        assertThat(HardLimit.local(STATE).find("hard-limit-test", 2)).isEmpty();
    }

    @Test
    void appsOfTwoStoresHaveGroupsOfTheirOwn() throws Exception {
        MachineTree.in(root, 24).legacy("memory", "/", "/x").cgroup("memory/x/cgroup.procs", "1");

        Path one = HardLimit.in(root, STATE).open("shop", 1, 1 << 20).orElseThrow().processes();
        Path other = limitOfOther().open("shop", 1, 1 << 20).orElseThrow().processes();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void emptyGroupsAreSweptUnlessAnotherQuaygateMayBeAboutToUseThem() throws Exception {
        MachineTree.in(root, 24).legacy("memory", "/", "/x").cgroup("memory/x/cgroup.procs", "1");
        Path ours = emptied(HardLimit.in(root, STATE));
        Path foreign = emptied(limitOfOther());
        Instant made = Files.getLastModifiedTime(foreign).toInstant();

        HardLimit.in(root, STATE).sweep(made.plusSeconds(10));
        assertThat(ours).doesNotExist();
        assertThat(foreign).exists();

        HardLimit.in(root, STATE).sweep(made.plusSeconds(100));
        assertThat(foreign).doesNotExist();
    }

    private HardLimit limitOfOther() {
        return HardLimit.in(root, Path.of("/srv/other"));
    }

    /** A group as the kernel has it: its files do not hinder its removal. */
    private static Path emptied(HardLimit limit) throws IOException {
        Path group = limit.open("shop", 1, 1 << 20).orElseThrow().processes().resolveSibling("");
        try (var files = Files.newDirectoryStream(group)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        return group;
    }

    private Path group(String path) {
        return root.resolve("sys/fs/cgroup").resolve(path);
    }

    private static void delegate(Path group) throws IOException {
        var view = Files.getFileAttributeView(group, UserDefinedFileAttributeView.class);
        assumeTrue(view != null, "no extended attributes here");
        view.write("delegate", ByteBuffer.wrap("1".getBytes(StandardCharsets.UTF_8)));
    }
}
