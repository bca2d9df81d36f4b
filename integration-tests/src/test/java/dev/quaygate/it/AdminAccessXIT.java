package dev.quaygate.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.AdminAttack;
import dev.quaygate.it.harness.AdminTcp;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A7: a stranger, a lured browser and an odd path get nothing from the admin endpoint. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AdminAccessXIT {
    private static final String READ_TOKEN = "read-0123456789abcdef0123456789abcdef";
    private static final AtomicInteger NEXT_ADDRESS = new AtomicInteger(1);

    private static Quaygate quaygate;
    private static String writeToken = "";

    @BeforeAll
    static void start() throws IOException {
        Path dir = Quaygate.temporaryFolder();
        Path read = dir.resolve("read.token");
        Files.writeString(read, READ_TOKEN);
        assertThat(read.toFile().setReadable(false, false)).isTrue();
        assertThat(read.toFile().setReadable(true, true)).isTrue();
        quaygate =
                Quaygate.startIn(
                        dir,
                        """
                        admin: {listen: ['unix:@DIR@/admin.sock', '127.0.0.1:@ADMIN@'], token: 'file:@DIR@/admin.token', readToken: 'file:@DIR@/read.token'}
                        routes:
                          - {name: one, host: one.internal, tls: off, respond: {status: 200, body: one}}
                        """);
        writeToken = Files.readString(dir.resolve("admin.token")).strip();
    }

    @AfterAll
    static void stop() {
        quaygate.close();
    }

    /** Each from an address of its own, as five wrong tokens close an address for a minute. */
    private static AdminTcp stranger() {
        return new AdminTcp(quaygate.adminPort(), "127.0.3." + NEXT_ADDRESS.getAndIncrement());
    }

    static List<AdminAttack> attacks() {
        return AdminAttack.all();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refuses(AdminAttack attack) throws IOException {
        String revision = revision();

        H1Response answer = stranger().say(attack.request(writeToken, READ_TOKEN));

        assertThat(answer.status()).as(answer.text()).isIn(attack.refusals());
        assertThat(answer.text()).doesNotContain("uptimeMs", writeToken, READ_TOKEN);
        assertThat(answer.fields())
                .noneMatch(field -> field.regionMatches(true, 0, "access-control-", 0, 15));
        assertThat(revision()).as("the running revision").isEqualTo(revision);
    }

    @Test
    void triesAtLeastThirtyWays() {
        assertThat(attacks()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(attacks().stream().map(AdminAttack::name).distinct()).hasSize(attacks().size());
    }

    /** What shows that the refusals above are not those of an endpoint that refuses all. */
    @Test
    void answersTheSameRequestsWhenTheyAreRight() throws IOException {
        String write = "Authorization: Bearer " + writeToken;
        assertThat(stranger().get("/v1/status", write).text()).contains("uptimeMs");
        assertThat(stranger().get("/v1/status", "Authorization: Bearer " + READ_TOKEN).text())
                .contains("uptimeMs");
        assertThat(stranger().get("/v1/%73tatus", write).status()).isEqualTo(200);
        assertThat(
                        stranger()
                                .get(
                                        "/v1/status",
                                        write,
                                        "Origin: http://localhost:" + quaygate.adminPort(),
                                        "Sec-Fetch-Site: same-origin")
                                .status())
                .isEqualTo(200);

        String revision = revision();
        H1Response reload =
                stranger()
                        .say(
                                AdminAttack.post(
                                        "/v1/config:reload",
                                        "{}",
                                        write,
                                        "Content-Type: application/json",
                                        "X-Quaygate: 1"));

        assertThat(reload.status()).as(reload.text()).isEqualTo(200);
        assertThat(revision()).isNotEqualTo(revision);
    }

    @Test
    void looksAtNoTokenOfAnAddressThatGuessedFiveTimes() throws IOException {
        AdminTcp guesser = stranger();
        for (int i = 0; i < 5; i++) {
            assertThat(guesser.get("/v1/status", "Authorization: Bearer guess" + i).status())
                    .isEqualTo(401);
        }

        String right = "Authorization: Bearer " + writeToken;
        assertThat(guesser.get("/v1/status", right).status()).isEqualTo(429);
        assertThat(stranger().get("/v1/status", right).status()).isEqualTo(200);
    }

    private static String revision() throws IOException {
        String status = quaygate.admin().get("/v1/status").text();
        return status.replaceFirst("(?s).*\"revision\"\\s*:\\s*([0-9]+).*", "$1");
    }
}
