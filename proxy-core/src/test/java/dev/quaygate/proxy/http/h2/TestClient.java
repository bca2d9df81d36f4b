package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.ExchangeRecord;
import dev.quaygate.proxy.observe.RouteMeters;
import dev.quaygate.proxy.relay.BoundRoute;
import dev.quaygate.proxy.relay.ChallengeAnswers;
import dev.quaygate.proxy.relay.ClientConnection;
import dev.quaygate.proxy.relay.ExchangeObserver;
import dev.quaygate.proxy.relay.RoutingSnapshot;
import dev.quaygate.proxy.route.RoutingTable;
import dev.quaygate.proxy.settings.CidrSet;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.HeaderEdits;
import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.settings.PathPattern;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.settings.RouteAction;
import dev.quaygate.proxy.settings.Timeouts;
import dev.quaygate.proxy.upstream.Pool;
import dev.quaygate.proxy.upstream.UpstreamConnections;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a connection needs to serve: routes, limits, and an observer that keeps the records. */
final class TestClient implements ExchangeObserver {
    final List<String> ended = new ArrayList<>();
    Limits limits = Limits.DEFAULT;
    Timeouts timeouts = Timeouts.DEFAULT;
    private final LoopLocal loop;
    private final UpstreamConnections upstreams;
    private final List<BoundRoute> routes = new ArrayList<>();
    private @Nullable RoutingSnapshot snapshot;
    @Nullable Pool pool;

    TestClient(LoopLocal loop, UpstreamConnections upstreams) {
        this.loop = loop;
        this.upstreams = upstreams;
    }

    TestClient respond(String path, int status, String body) {
        return route(path, new RouteAction.Respond(status, body, "text/plain", Map.of()), null);
    }

    /** Forwards everything to a port of the loopback. */
    TestClient forward(int port) {
        var address = new EndpointAddress.Tcp("127.0.0.1", port);
        var endpoint = new PoolSettings.EndpointSettings(address, 1);
        var pool = new Pool(PoolSettings.of("backend", List.of(endpoint)), List.of(loop));
        return route("", new RouteAction.ForwardTo(pool.name()), pool);
    }

    /** The same to an endpoint that speaks HTTP/2. */
    TestClient forwardH2c(int port) {
        var address = new EndpointAddress.Tcp("127.0.0.1", port, EndpointAddress.Protocol.H2C);
        var endpoint = new PoolSettings.EndpointSettings(address, 1);
        pool = new Pool(PoolSettings.of("backend", List.of(endpoint)), List.of(loop));
        return route("", new RouteAction.ForwardTo(pool.name()), pool);
    }

    private TestClient route(String path, RouteAction action, @Nullable Pool pool) {
        Route route =
                new Route(
                        "route" + path,
                        "test",
                        List.of(new HostPattern.Any()),
                        path.isEmpty() ? PathPattern.ALL : new PathPattern.Exact(path),
                        0,
                        action,
                        Route.Scheme.HTTP,
                        null,
                        null,
                        HeaderEdits.NONE,
                        HeaderEdits.NONE,
                        Limits.OFF,
                        timeouts,
                        null,
                        true);
        routes.add(new BoundRoute(route, pool, new RouteMeters(1)));
        return this;
    }

    ClientConnection connection() {
        var table = RoutingTable.of(routes, BoundRoute::route);
        snapshot =
                new RoutingSnapshot(
                        1,
                        table,
                        0,
                        443,
                        CidrSet.NONE,
                        limits,
                        timeouts,
                        new NoChallenges(),
                        false);
        return new ClientConnection(
                loop,
                "test",
                false,
                80,
                InetAddress.getLoopbackAddress(),
                null,
                () -> java.util.Objects.requireNonNull(snapshot),
                upstreams,
                this);
    }

    @Override
    public boolean wantsText() {
        return true;
    }

    @Override
    public void began(LoopLocal on) {}

    @Override
    public void ended(LoopLocal on, @Nullable BoundRoute route, ExchangeRecord record) {
        String cause = record.cause == null ? "-" : record.cause.word();
        ended.add(record.status + " " + cause + " " + record.detail);
    }

    private static final class NoChallenges implements ChallengeAnswers {
        @Override
        public @Nullable String keyAuthorization(String token) {
            return null;
        }

        @Override
        public boolean routeUnknown() {
            return true;
        }

        @Override
        public boolean seek(String token, Consumer<@Nullable String> answer) {
            return false;
        }
    }
}
