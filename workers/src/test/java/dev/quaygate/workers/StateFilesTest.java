package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.launch.ProcessId;
import dev.quaygate.workers.settings.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {
    @TempDir Path state;

    @Test
    void aLedgerIsReadAsItWasWritten() throws Exception {
        var entry =
                new LedgerEntry(
                        "4f-a",
                        3,
                        new ProcessId(4711, 99),
                        "boot",
                        new Release("1.4 = späte %20", Path.of("/srv/a b")),
                        "cafe",
                        new WorkerAddress.Port(20_001),
                        Instant.parse("2026-11-24T12:00:00Z"),
                        true);
        WorkerLedger.open(state).put(entry);

        assertThat(WorkerLedger.open(state).entries()).containsExactly(entry);
        assertThat(Files.getPosixFilePermissions(state.resolve("workers")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aDamagedLineOfTheLedgerDoesNotHideTheOthers() throws Exception {
        Files.writeString(
                state.resolve("workers"),
                "worker=1 inst\n\u0000\u0000\n"
                        + "worker=2 instance=i boot=b release=r directory=%2Fr definition=d"
                        + " started=2026-11-24T12:00:00Z served=false socket=%2Fs\n");

        assertThat(WorkerLedger.open(state).entries())
                .singleElement()
                .satisfies(it -> assertThat(it.worker()).isEqualTo(2));
    }

    @Test
    void aScaleCommandHoldsUntilTheSettingsSayAnotherNumber() throws Exception {
        Shop shop = new Shop();
        AppRecord.open(state).scale(6, shop.settings());

        AppRecord again = AppRecord.open(state);
        assertThat(again.scaled(shop.settings())).isEqualTo(6);
        shop.workers = 3;
        assertThat(again.scaled(shop.settings())).isZero();
    }

    @Test
    void aDeployedReleaseHoldsUntilTheSettingsNameAnother() throws Exception {
        Shop shop = new Shop();
        shop.cwd = state;
        var v2 = new Release("v2", Path.of("/srv/v2"));
        AppRecord.open(state).deploy(v2, shop.settings());

        AppRecord again = AppRecord.open(state);
        assertThat(again.release(shop.settings())).isEqualTo(v2);
        shop.release = "v3";
        assertThat(again.release(shop.settings()).name()).isEqualTo("v3");
    }

    @Test
    void aReleaseIsWhatTheLinkPointsTo() throws Exception {
        Path v1 = Files.createDirectory(state.resolve("v1"));
        Path link = Files.createSymbolicLink(state.resolve("current"), v1);
        Shop shop = new Shop();
        shop.cwd = link;

        assertThat(Release.of(shop.settings())).isEqualTo(new Release(v1.toString(), v1));
    }

    @Test
    void aDefinitionChangesWithWhatProcessesAreMadeFromAndWithNothingElse() {
        Shop shop = new Shop();
        String before = Definition.ofWorkers(shop.settings());

        shop.workers = 9;
        shop.stop = dev.quaygate.workers.settings.AppSettings.Stop.DEFAULT;
        assertThat(Definition.ofWorkers(shop.settings())).isEqualTo(before);
        shop.env = Map.of("A", "1");
        String withOne = Definition.ofWorkers(shop.settings());
        shop.env = Map.of("A", "2");
        assertThat(List.of(before, withOne)).doesNotContain(Definition.ofWorkers(shop.settings()));
    }

    @Test
    void aChangeOfSettingsIsToldInALine() {
        Shop shop = new Shop();
        Generation before = Generation.of(shop.settings(), Release.of(shop.settings()));
        shop.workers = 4;
        Generation scaled = Generation.of(shop.settings(), Release.of(shop.settings()));
        shop.command = Command.exec(List.of("./other"));
        Generation changed = Generation.of(shop.settings(), Release.of(shop.settings()));

        assertThat(SettingsChange.lines(null, before)).containsExactly("+app shop");
        assertThat(SettingsChange.lines(before, null)).containsExactly("-app shop");
        assertThat(SettingsChange.lines(before, before)).isEmpty();
        assertThat(SettingsChange.lines(before, scaled))
                .containsExactly("app shop: 2 -> 4 workers");
        assertThat(SettingsChange.lines(scaled, changed))
                .containsExactly("~app shop: rolling restart");
    }
}
