package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.settings.CertificateOverrides;
import dev.quaygate.app.config.settings.Site;
import dev.quaygate.app.config.settings.TlsMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The most specific host decides whether a name is on demand. */
final class OnDemandHostsTest {
    @Test
    void everyNameThatNoOtherRouteNamesIsOnDemand() {
        var hosts =
                new OnDemandHosts(
                        List.of(
                                site(false, "app.example.com"),
                                site(false, "*.example.com"),
                                site(true, "*")));

        assertThat(hosts.find("shop.customer.com")).isPresent();
        assertThat(hosts.find("a.b.example.com")).isPresent();
        assertThat(hosts.find("app.example.com")).isEmpty();
        assertThat(hosts.find("other.example.com")).isEmpty();
    }

    @Test
    void namesUnderAWildcardOnDemandAreUnlessTheyAreNamed() {
        var hosts =
                new OnDemandHosts(
                        List.of(site(false, "app.example.com"), site(true, "*.example.com")));

        assertThat(hosts.find("x.example.com")).isPresent();
        assertThat(hosts.find("app.example.com")).isEmpty();
        assertThat(hosts.find("example.com")).isEmpty();
        assertThat(hosts.find("a.b.example.com")).isEmpty();
        assertThat(hosts.find("")).isEmpty();
    }

    private static Site site(boolean onDemand, String name) {
        return new Site(
                List.of(name),
                new TlsMode.Automatic(),
                CertificateOverrides.NONE,
                name,
                "test:1",
                onDemand);
    }
}
