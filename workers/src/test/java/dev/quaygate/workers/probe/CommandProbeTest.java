package dev.quaygate.workers.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.WorkerAddress;
import dev.quaygate.workers.probe.ProbeResult.Bad;
import dev.quaygate.workers.probe.ProbeResult.Good;
import dev.quaygate.workers.resources.ProcStat;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.Probe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real commands. */
final class CommandProbeTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir private Path cwd;

    @Test
    void exit0IsGood() throws Exception {
        assertThat(ask(Command.exec(List.of("true")), LONG)).isEqualTo(new Good());
    }

    @Test
    void anotherStatusIsNamedWithTheLastLine() throws Exception {
        Command command = Command.shell("echo looking; echo 'no database' >&2; exit 3");

        assertThat(ask(command, LONG))
                .isEqualTo(
                        new Bad(
                                "echo looking; echo 'no database' >&2; exit 3: exit 3: no"
                                        + " database"));
    }

    @Test
    void aSignalIsNamed() throws Exception {
        assertThat(ask(Command.exec(List.of("/bin/sh", "-c", "kill -9 $$")), LONG))
                .isEqualTo(new Bad("sh: signal 9"));
    }

    @Test
    void aMissingProgramIsNamed() throws Exception {
        ProbeResult result = ask(Command.exec(List.of("./none")), LONG);

        assertThat(((Bad) result).why()).startsWith("none: ").contains("No such file");
    }

    @Test
    void directoryAndEnvironmentAreThoseGivenAndNoOther() throws Exception {
        Command command = Command.shell("echo $(pwd) $NAME $(env | grep -c JAVA_HOME); exit 1");

        ProbeResult result = ask(command, LONG);

        assertThat(((Bad) result).why()).endsWith(": exit 1: " + cwd.toRealPath() + " value 0");
    }

    @Test
    void aWrapperStandsBeforeTheCommand() throws Exception {
        var around = new Surroundings(cwd, environment(), List.of("env", "NAME=other"));
        Command command = Command.shell("test $NAME = other");

        assertThat(ask(command, LONG, around)).isEqualTo(new Good());
    }

    @Test
    void muchOutputDoesNotHoldIt() throws Exception {
        assertThat(ask(Command.shell("yes | head -c 1000000"), LONG)).isEqualTo(new Good());
    }

    @Test
    void atTheDeadlineItEndsWithAllItsChildren() throws Exception {
        Command command =
                Command.shell(
                        "sleep 300 & echo $! >> pids; setsid sleep 300 & echo $! >> pids;"
                                + " echo $$ >> pids; wait");
        // Whoever is slower than the deadline to start proves nothing, so it grows until all did.
        Duration within = Duration.ofMillis(250);
        List<String> pids = List.of();
        while (pids.size() < 3) {
            Files.deleteIfExists(cwd.resolve("pids"));

            ProbeResult result = ask(command, within);

            assertThat(((Bad) result).why()).endsWith(": no answer within " + Words.of(within));
            pids =
                    Files.exists(cwd.resolve("pids"))
                            ? Files.readAllLines(cwd.resolve("pids"))
                            : List.of();
            within = within.multipliedBy(2);
        }
        assertThat(pids).hasSize(3).allMatch(pid -> gone(Long.parseLong(pid)));
    }

    @Test
    void anInterruptEndsItWithItsProcess() throws Exception {
        Path fifo = cwd.resolve("fifo");
        new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
        Thread asking =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                ask(Command.shell("echo $$ > fifo; sleep 300"), LONG);
                            } catch (Exception _) {
                                // expected: interrupted
                            }
                        });
        long pid = Long.parseLong(Files.readString(fifo).strip());

        asking.interrupt();
        asking.join();

        assertThat(gone(pid)).isTrue();
    }

    private static boolean gone(long pid) {
        return ProcStat.of(pid).map(ProcStat::ended).orElse(true);
    }

    private Map<String, String> environment() {
        return Map.of("PATH", "/usr/bin:/bin", "NAME", "value");
    }

    private ProbeResult ask(Command command, Duration within) throws Exception {
        return ask(command, within, new Surroundings(cwd, environment(), List.of()));
    }

    private static ProbeResult ask(Command command, Duration within, Surroundings around)
            throws Exception {
        return new Prober().ask(new Probe.Run(command), new WorkerAddress.Port(1), within, around);
    }
}
