package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.store.FaultyDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * AF2: the disk is full, broken or read-only when a certificate is due. The old one is served,
 * nothing is ordered, and it heals without a restart.
 */
final class DiskFaultsTest {
    private static final String NAME = "shop.example.com";

    @TempDir private Path directory;

    @ParameterizedTest
    @EnumSource(value = FaultyDisk.State.class, mode = EnumSource.Mode.EXCLUDE, names = "WELL")
    void ordersNothingWhileItCannotKeepIt(FaultyDisk.State fault) throws Exception {
        var disk = new FaultyDisk();
        try (Lab lab = new Lab(() -> disk.open(directory))) {
            Authority ca = due(lab);
            int asked = ca.ledger().count();
            disk.become(fault);

            lab.life().run(Duration.ofDays(3));

            judge(lab, ca, asked);
            disk.become(FaultyDisk.State.WELL);
            heals(lab, ca);
        }
    }

    @Test
    void ordersNothingWhileASmallFileSystemIsFull() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("small"));
        Assumptions.assumeTrue(
                run(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=256k,nr_inodes=60",
                        "tmpfs",
                        mount.toString()),
                "needs the right to mount");
        try (Lab lab = Lab.at(mount.resolve("store"))) {
            Authority ca = due(lab);
            int asked = ca.ledger().count();
            Path filler = mount.resolve("filler");
            assertThat(run("sh", "-c", "cat /dev/zero > '" + filler + "'")).isFalse(); // full

            lab.life().run(Duration.ofDays(3));

            judge(lab, ca, asked);
            Files.delete(filler);
            heals(lab, ca);
        } finally {
            run("umount", mount.toString());
        }
    }

    @Test
    void ordersNothingWhileASmallFileSystemHasNoInodes() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("small"));
        Assumptions.assumeTrue(
                run(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=1m,nr_inodes=60",
                        "tmpfs",
                        mount.toString()),
                "needs the right to mount");
        try (Lab lab = Lab.at(mount.resolve("store"))) {
            Authority ca = due(lab);
            int asked = ca.ledger().count();
            Path many = Files.createDirectory(mount.resolve("many"));
            run("sh", "-c", "for i in $(seq 100); do : > '" + many + "'/$i || exit 1; done");

            lab.life().run(Duration.ofDays(3));

            judge(lab, ca, asked);
            run("rm", "-r", many.toString());
            heals(lab, ca);
        } finally {
            run("umount", mount.toString());
        }
    }

    private static Authority due(Lab lab) {
        Authority ca = lab.direct("ca", CaSettings.defaults().withoutRenewalInfo());
        lab.life().configure(lab.policy(NAME, "ca"));
        lab.life().run(Duration.ofDays(20));
        lab.life().runUntil(Objects.requireNonNull(lab.life().status(NAME).next().at()));
        return ca;
    }

    private static void judge(Lab lab, Authority ca, int asked) {
        assertThat(lab.life().served(NAME).generation()).isEqualTo(1);
        assertThat(ca.ledger().orders()).hasSize(1);
        // Asking whether the authority is there is no order, and costs nothing.
        assertThat(ca.ledger().count() - asked).isZero();
        var status = lab.life().status(NAME);
        assertThat(status.state()).isEqualTo(State.FAILING);
        var attempt = Objects.requireNonNull(status.lastAttempt());
        assertThat(Objects.requireNonNull(attempt.error()).code()).isEqualTo("QG3027");
        assertThat(lab.life().withdrawn()).isEmpty();
    }

    private static void heals(Lab lab, Authority ca) {
        lab.life().run(Duration.ofMinutes(10));
        assertThat(lab.life().served(NAME).generation()).isEqualTo(2);
        assertThat(lab.life().status(NAME).state()).isEqualTo(State.OK);
        assertThat(ca.ledger().orders()).hasSize(2);
    }

    private static boolean run(String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
