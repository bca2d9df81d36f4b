package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.it.harness.AcmeStage;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A4 C5 C25: {@code doctor}, {@code certs preflight}, {@code certs dns-record}, and the move of a
 * store by {@code storage export} and {@code import}, with certificates of a real authority.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class CertificateCommandsXIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static AcmeStage stage;
    private static Quaygate quaygate;
    private static String yaml;

    @BeforeAll
    static void start() throws IOException {
        stage = AcmeStage.open(PebbleOptions.DEFAULTS);
        yaml = stage.yaml("challenges: [http-01]", "a.test");
        quaygate = stage.start(yaml);
        stage.awaitIssued(quaygate, "a.test");
    }

    @AfterAll
    static void stop() throws IOException {
        quaygate.close();
        stage.close();
    }

    private static JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(quaygate.cli(PATIENCE, arguments).out());
    }

    @Test
    void doctorLooksAtTheMachineAndAtEachCertificate() {
        Launcher.Result text = quaygate.cli(PATIENCE, "doctor");
        JsonNode same = json("doctor", "--json");

        assertThat(text.out())
                .containsPattern("ok +store +\\S+ can be written, \\d+ MiB free\n")
                .containsPattern("ok +clock +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC\n")
                .containsPattern("files +(QG2003 )?\\d+ of \\d+ files open\n")
                .containsPattern("ok +memory +\\d+ of \\d+ MiB of heap used")
                .containsPattern("ok +ports +listening: http ")
                .containsPattern("ok +a\\.test +certificate ok\n");
        assertThat(text.exit()).isEqualTo(same.at("/faults").asInt() == 0 ? 0 : 6);
        assertThat(same.at("/findings").size()).isGreaterThan(6);
        assertThat(same.at("/findings/0/cause").asString()).isNotEmpty();
    }

    @Test
    void doctorNamesACertificateThatFailsWithItsCodeAndFix() throws IOException {
        stage.pebble().dns("/set-servfail", "{\"host\": \"b.test\"}");
        quaygate.apply(stage.yaml("challenges: [http-01]", "a.test", "b.test"));
        stage.await(quaygate, "b.test", one -> one.at("/failures").asInt() > 0);

        Launcher.Result text = quaygate.cli(PATIENCE, "doctor");

        assertThat(text.exit()).as(text.all()).isEqualTo(6);
        assertThat(text.out())
                .containsPattern("(?m)^fault +b\\.test +QG3\\d{3} .*\n +fix +\\S")
                .containsPattern("(?m)^\\d+ faults?(, \\d+ cannot be judged from here)?$");
        stage.pebble().dns("/clear-servfail", "{\"host\": \"b.test\"}");
        quaygate.apply(yaml);
    }

    @Test
    void preflightLooksAtOneNameAndOrdersNothing() throws IOException {
        int before = stage.orders();

        Launcher.Result text = quaygate.cli(PATIENCE, "certs", "preflight", "a.test");
        JsonNode same = json("certs", "preflight", "a.test", "--json");
        Launcher.Result none = quaygate.cli("certs", "preflight", "none.test");

        assertThat(text.exit()).as(text.all()).isZero();
        assertThat(text.out())
                .containsPattern("ok +store +can be written\n")
                .containsPattern("ok +pebble +answers\n")
                .containsPattern("(?m)^(no fault|0 faults, \\d+ cannot be judged from here)$");
        assertThat(same.at("/faults").asInt()).isZero();
        assertThat(none.exit()).as(none.all()).isEqualTo(1);
        assertThat(none.err()).contains("error[QG4007]", "none.test");
        assertThat(stage.orders()).isEqualTo(before);
    }

    @Test
    void dnsRecordPrintsTheLineOfAZoneFile() {
        Launcher.Result line = quaygate.cli("certs", "dns-record", "a.test");

        assertThat(line.exit()).as(line.all()).isZero();
        assertThat(line.out().lines().findFirst().orElse(""))
                .matches(
                        "_validation-persist\\.a\\.test\\. IN TXT \"pebble\\.letsencrypt\\.org;"
                                + " accounturi=https://\\S+\"");
        assertThat(line.out()).contains("; whoever has the account key");
    }

    @Test
    void aStoreInUseIsNotImportedInto() throws IOException {
        Path archive = stage.dir().resolve("in-use.tar");
        String config = quaygate.config().toString();
        assertThat(export(quaygate, archive).exit()).isZero();

        Launcher.Result again = export(quaygate, archive);
        Launcher.Result taken =
                quaygate.cli("storage", "import", archive.toString(), "--apply", "-c", config);
        Launcher.Result dry = quaygate.cli("storage", "import", archive.toString(), "-c", config);

        assertThat(again.exit()).as(again.all()).isEqualTo(7);
        assertThat(again.err()).contains("exists; name a new file");
        assertThat(taken.exit()).as(taken.all()).isNotZero();
        assertThat(taken.err()).contains("QG2006");
        assertThat(dry.exit()).as(dry.all()).isZero();
        assertThat(dry.out())
                .containsPattern("NAME +EXPIRES +ISSUER +DOES +WHY\n")
                .contains(" keep ")
                .doesNotContain(" take ")
                .contains("nothing was changed; repeat it with --apply");
    }

    private static Launcher.Result export(Quaygate from, Path archive) {
        return from.cli("storage", "export", archive.toString(), "-c", from.config().toString());
    }

    @Test
    void aStoreMovesToAnotherFolderWithoutAnOrder() throws Exception {
        try (var here = AcmeStage.open(PebbleOptions.DEFAULTS)) {
            String config = here.yaml("challenges: [http-01]", "c.test");
            Path archive = here.dir().resolve("store.tar");
            String serial;
            try (var old = here.start(config)) {
                serial = here.awaitIssued(old, "c.test").at("/serial").asString();
                Launcher.Result saved = export(old, archive);
                assertThat(saved.exit()).as(saved.all()).isZero();
                assertThat(saved.out())
                        .containsPattern("\\d+ documents, 1 certificates; it holds private keys\n");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                        .isEqualTo("rw-------");
            }
            Path folder = Quaygate.temporaryFolder();
            // The harness gives the program this folder of the store too.
            Path file =
                    Files.writeString(
                            folder.resolve("import.yaml"),
                            config + "storage: {file: '%s/state'}%n".formatted(folder));
            var alone = new Launcher(folder, "unix:" + folder.resolve("admin.sock"));

            Launcher.Result moved =
                    alone.run(
                            "storage",
                            "import",
                            archive.toString(),
                            "--apply",
                            "-c",
                            file.toString());

            assertThat(moved.exit()).as(moved.all()).isZero();
            assertThat(moved.out()).containsPattern("c\\.test\\S* .* take ");
            try (var next = Quaygate.startOn(folder, here.http(), here.https(), config)) {
                assertThat(here.awaitIssued(next, "c.test").at("/serial").asString())
                        .isEqualTo(serial);
                assertThat(here.isTrusted(here.shown("c.test"), "c.test")).isTrue();
                assertThat(here.orders()).isEqualTo(1);
                Launcher.Result renewed = next.cli(PATIENCE, "certs", "renew", "c.test", "--force");
                assertThat(renewed.exit()).as(renewed.all()).isZero();
                assertThat(here.orders()).isEqualTo(2);
                assertThat(here.count("There are now 2 accounts")).as("new accounts").isZero();
            }
        }
    }
}
