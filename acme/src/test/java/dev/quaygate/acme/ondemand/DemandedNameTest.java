package dev.quaygate.acme.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** CFG-4: what may be asked about at all. */
final class DemandedNameTest {
    private static final String LABEL = "a".repeat(63);

    @Test
    void plainDnsNamesMayBeAskedAbout() {
        List<String> good =
                List.of(
                        "a.example",
                        "shop.customer-1.example.com",
                        "xn--bcher-kva.example",
                        "1.2.3.4.example",
                        String.join(".", LABEL, LABEL, LABEL, "a".repeat(61)));

        assertThat(good).allSatisfy(name -> assertThat(DemandedName.fault(name)).isEmpty());
    }

    @Test
    void everythingElseIsRefusedWithAReason() {
        List<String> bad =
                List.of(
                        "",
                        ".",
                        "single",
                        "localhost",
                        "a.localhost",
                        "a.example.",
                        ".a.example",
                        "a..example",
                        "A.example",
                        "a_b.example",
                        "*.example",
                        "-a.example",
                        "a-.example",
                        LABEL + "a.example",
                        "a@b.example",
                        "a#b.example",
                        "a b.example",
                        "a.example\r\nHost: b",
                        "a%0d%0a.example",
                        "a.example/x",
                        "a.example:80",
                        "a.example?x=1",
                        "bücher.example",
                        "127.0.0.1",
                        "169.254.169.254",
                        "a.0x7f",
                        "10.1",
                        "::1",
                        "fe80::1",
                        "[::1]",
                        "a." + "b".repeat(298));

        assertThat(bad)
                .allSatisfy(name -> assertThat(DemandedName.fault(name)).as(name).isPresent());
    }
}
