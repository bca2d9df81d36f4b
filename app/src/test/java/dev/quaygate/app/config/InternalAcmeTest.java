package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.settings.CertificateSettings.AcmeServing;
import dev.quaygate.app.config.settings.TlsMode;
import dev.quaygate.proxy.settings.Route;
import org.junit.jupiter.api.Test;

/** {@code certificates.internal.acme}: a route, a pool and a certificate of its own. */
class InternalAcmeTest {
    private static final String ROUTE = "routes: [{host: a.internal, to: 3000}]\n";

    @Test
    void addsARouteToThePoolOfTheServerWithACertificateOfItsOwn() {
        Configuration config = Yaml.good("certificates: {internal: {acme: true}}\n" + ROUTE);

        assertThat(config.proxy().routes())
                .extracting(Route::name)
                .containsExactly("a.internal", AcmeServing.ROUTE);
        assertThat(config.proxy().pools())
                .hasEntrySatisfying(AcmeServing.ROUTE, pool -> assertThat(pool.live()).isTrue());
        assertThat(config.sites().getLast().names()).containsExactly("acme.internal");
        assertThat(config.sites().getLast().mode()).isEqualTo(new TlsMode.Internal());
    }

    @Test
    void addsNothingUnlessItIsAskedFor() {
        Configuration config = Yaml.good(ROUTE);

        assertThat(config.proxy().routes()).hasSize(1);
        assertThat(config.certificates().internal().acme()).isNull();
    }
}
