package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** P2: all cases of h2spec (RFC 9113, RFC 7541). Skipped where the program is not installed. */
@Timeout(value = 100, unit = TimeUnit.SECONDS)
class H2SpecXIT {

    @Test
    void passesEveryCaseOfH2spec() throws Exception {
        Optional<Path> h2spec = find("h2spec");
        Assumptions.assumeTrue(
                h2spec.isPresent(),
                "h2spec is not on the PATH or in ~/go/bin; make test installs it");
        try (var upstream = RecordingUpstream.numbered();
                var quaygate =
                        Quaygate.start(
                                """
                                routes:
                                  - {name: local, host: localhost, to: %d, tls: internal}
                                """
                                        .formatted(upstream.port()))) {
            Process process =
                    new ProcessBuilder(
                                    h2spec.get().toString(),
                                    "-h",
                                    "localhost",
                                    "-p",
                                    String.valueOf(quaygate.https()),
                                    "-t",
                                    "-k",
                                    "-o",
                                    "2",
                                    "-P",
                                    "/h2spec")
                            .redirectErrorStream(true)
                            .start();
            String report =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();

            List<String> sums =
                    Pattern.compile("\\d+ tests, .*")
                            .matcher(report)
                            .results()
                            .map(found -> found.group())
                            .toList();
            System.out.println("h2spec: " + sums);
            assertThat(exit).as(report).isZero();
            assertThat(sums)
                    .as(report)
                    .hasSize(1)
                    .allMatch(sum -> sum.contains(" 0 skipped, 0 failed"));
            assertThat(Integer.parseInt(sums.getFirst().split(" ", 2)[0]))
                    .isGreaterThanOrEqualTo(145);
        }
    }

    private static Optional<Path> find(String program) {
        return Stream.concat(
                        Pattern.compile(File.pathSeparator)
                                .splitAsStream(System.getenv().getOrDefault("PATH", "")),
                        Stream.of(System.getProperty("user.home") + "/go/bin"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
