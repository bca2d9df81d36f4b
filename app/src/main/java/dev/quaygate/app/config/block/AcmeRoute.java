package dev.quaygate.app.config.block;

import dev.quaygate.app.config.block.RootBlock.Root;
import dev.quaygate.app.config.settings.CertificateOverrides;
import dev.quaygate.app.config.settings.CertificateSettings.AcmeServing;
import dev.quaygate.app.config.settings.Site;
import dev.quaygate.app.config.settings.TlsMode;
import dev.quaygate.proxy.settings.HeaderEdits;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.settings.Route.Scheme;
import dev.quaygate.proxy.settings.RouteAction;
import java.util.List;

/** What {@code certificates.internal.acme} adds to routes, pools and certificates. */
record AcmeRoute(AcmeServing serving) {
    private static final String SOURCE = "certificates.internal.acme";
    private static final String PATH = "/acme";
    private static final long MAX_BODY = 64 << 10;

    /** Its one endpoint comes when the server listens. */
    PoolSettings pool() {
        return PoolSettings.live(AcmeServing.ROUTE, null);
    }

    Route route(Root root) {
        return new Route(
                AcmeServing.ROUTE,
                SOURCE,
                List.of(new HostPattern.Exact(serving.host())),
                new PathPattern.Prefix(PATH),
                0,
                new RouteAction.ForwardTo(AcmeServing.ROUTE),
                Scheme.HTTPS,
                null,
                null,
                HeaderEdits.NONE,
                HeaderEdits.NONE,
                MAX_BODY,
                root.timeouts(),
                null,
                true);
    }

    Site site() {
        return new Site(
                List.of(serving.host()),
                new TlsMode.Internal(),
                CertificateOverrides.NONE,
                AcmeServing.ROUTE,
                SOURCE,
                false);
    }
}
