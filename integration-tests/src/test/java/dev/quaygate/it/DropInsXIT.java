package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** D1: a folder of ten drop-ins, of which a broken one harms only itself. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DropInsXIT {
    private static final String BROKEN = "routes:\n  - {nam: d10}\n";

    private Path dir = Path.of(".");

    @BeforeEach
    void tenDropIns() throws IOException {
        dir = Quaygate.temporaryFolder();
        Files.createDirectory(dir.resolve("conf.d"));
        for (int i = 1; i <= 10; i++) {
            write(i, "v1");
        }
    }

    private static String main(String mode) {
        return """
        include: [conf.d/*.yaml]
        reload: {watch: false, dropIns: %s}
        routes:
          - {name: main, host: main.internal, tls: off, respond: {status: 200, body: main}}
        """
                .formatted(mode);
    }

    private Path file(int number) {
        return dir.resolve("conf.d").resolve("d" + number + ".yaml");
    }

    private void write(int number, String body) throws IOException {
        Files.writeString(
                file(number),
                "routes:\n  - {name: d%1$d, host: d%1$d.internal, tls: off, respond: {status: 200, body: %2$s}}\n"
                        .formatted(number, body));
    }

    @Test
    void addsAndRemovesOneByOne() throws IOException {
        try (var quaygate = Quaygate.startIn(dir, main("isolate"))) {
            assertThat(served(quaygate)).isEqualTo(10);

            write(11, "v1");
            assertThat(quaygate.reload().status()).isEqualTo(200);
            assertThat(body(quaygate, 11)).isEqualTo("v1");

            Files.delete(file(11));
            Files.delete(file(10));
            assertThat(quaygate.reload().status()).isEqualTo(200);
            assertThat(H1Client.fetch(quaygate.http(), "d11.internal", "/").status())
                    .isEqualTo(404);
            assertThat(served(quaygate)).isEqualTo(9);
        }
    }

    @Test
    void keepsTheLastGoodVersionOfABrokenOneAndTakesTheOthers() throws Exception {
        try (var quaygate = Quaygate.startIn(dir, main("isolate"))) {
            write(1, "v2");
            Files.writeString(file(10), BROKEN);

            Launcher.Result reload = quaygate.cli("reload");

            assertThat(reload.exit()).as(reload.all()).isEqualTo(3);
            assertThat(reload.out()).contains("active", "conf.d/d10.yaml:2:6", "QG1004");
            assertThat(body(quaygate, 1)).isEqualTo("v2");
            assertThat(body(quaygate, 10)).isEqualTo("v1");
            Launcher.Result status = quaygate.cli("status");
            assertThat(status.out()).contains("degraded", "conf.d/d10.yaml", "last good version");
            assertThat(quaygate.admin().get("/readyz").status()).isEqualTo(200);

            quaygate.terminate();
            assertThat(quaygate.awaitExit(Duration.ofSeconds(10))).isZero();
        }
        coldStartWithTheTenthBroken();
    }

    private void coldStartWithTheTenthBroken() throws IOException {
        try (var quaygate = Quaygate.startIn(dir, main("isolate"))) {
            assertThat(served(quaygate)).isEqualTo(9);
            assertThat(H1Client.fetch(quaygate.http(), "d10.internal", "/").status())
                    .isEqualTo(404);
            Launcher.Result status = quaygate.cli("status", "--quiet");
            assertThat(status.exit()).as(status.all()).isEqualTo(6);
            assertThat(quaygate.cli("status").out())
                    .contains("conf.d/d10.yaml is broken and left out");

            write(10, "v3");
            assertThat(quaygate.reload().status()).isEqualTo(200);
            assertThat(body(quaygate, 10)).isEqualTo("v3");
            assertThat(quaygate.cli("status").out()).doesNotContain("degraded");
        }
    }

    @Test
    void refusesAllOfThemWhenStrict() throws IOException {
        try (var quaygate = Quaygate.startIn(dir, main("strict"))) {
            write(1, "v2");
            Files.writeString(file(10), BROKEN);

            Launcher.Result reload = quaygate.cli("reload");

            assertThat(reload.exit()).as(reload.all()).isEqualTo(3);
            assertThat(reload.all()).contains("conf.d/d10.yaml:2:6", "was not changed");
            assertThat(body(quaygate, 1)).isEqualTo("v1");
            assertThat(body(quaygate, 10)).isEqualTo("v1");
            assertThat(quaygate.cli("status").out()).contains("revision 1 ");
            var check = quaygate.cli("check", "-c", quaygate.config().toString());
            assertThat(check.exit()).as(check.all()).isEqualTo(3);
        }
    }

    /** How many of the first ten answer. */
    private static long served(Quaygate quaygate) throws IOException {
        int served = 0;
        for (int i = 1; i <= 10; i++) {
            if (H1Client.fetch(quaygate.http(), "d" + i + ".internal", "/").status() == 200) {
                served++;
            }
        }
        return served;
    }

    private static String body(Quaygate quaygate, int number) throws IOException {
        return H1Client.fetch(quaygate.http(), "d" + number + ".internal", "/").text();
    }
}
