package dev.quaygate.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.preflight.Finding;
import dev.quaygate.acme.preflight.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code doctor} and {@code certs preflight} print: C25. */
final class FindingsTest {
    private static final Findings ALL =
            new Findings(
                    List.of(
                            new Finding(Verdict.OK, "", "store", "can be written", ""),
                            new Finding(
                                    Verdict.UNKNOWN,
                                    "QG3011",
                                    "a.example.com",
                                    "port 80: 192.0.2.7: Connection refused",
                                    "open it"),
                            new Finding(
                                    Verdict.FAULT,
                                    "QG3001",
                                    "a.example.com",
                                    "there is no A\u001b[1m record",
                                    "create one")));

    @Test
    void faultsStandFirstEachWithItsFix() {
        assertThat(body("text/plain"))
                .isEqualTo(
                        """
                        fault    a.example.com  QG3001 there is no A\\x1b[1m record
                          fix                   create one
                        unknown  a.example.com  QG3011 port 80: 192.0.2.7: Connection refused
                          fix                   open it
                        ok       store          can be written
                        1 fault, 1 cannot be judged from here
                        """);
    }

    @Test
    void jsonHasTheSameInFields() {
        assertThat(body("application/json"))
                .startsWith(
                        "{\"findings\":[{\"verdict\":\"fault\",\"code\":\"QG3001\","
                                + "\"name\":\"a.example.com\"")
                .contains("\"faults\":1,\"unknown\":1");
    }

    @Test
    void aFaultNeedsAPersonAndAnUnknownDoesNot() {
        assertThat(exit(ALL)).isEqualTo("6");
        assertThat(exit(new Findings(ALL.all().subList(0, 2)))).isEqualTo("0");
    }

    private static String exit(Findings findings) {
        return String.valueOf(findings.answer(request("text/plain")).fields().get("Quaygate-Exit"));
    }

    private static String body(String type) {
        return new String(ALL.answer(request(type)).body(), StandardCharsets.UTF_8);
    }

    private static AdminRequest request(String type) {
        return new AdminRequest(
                "GET",
                "/v1/doctor",
                List.of("v1", "doctor"),
                Map.of(),
                Map.of("accept", type),
                new byte[0]);
    }
}
