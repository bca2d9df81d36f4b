package dev.quaygate.app.admin;

import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.state.Desk;
import dev.quaygate.proxy.settings.ListenAddress;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for the command line, for probes and for tools. Its addresses and secrets change with the
 * configuration. One change at a time; answers come from virtual threads.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    /** Whoever floods the open port must not keep the owner of the socket out. */
    private static final int TCP_CONNECTIONS = 80;

    private static final int UNIX_CONNECTIONS = 20;

    private final Router router;
    private final FailureLimit failures;
    private final Semaphore tcp = new Semaphore(TCP_CONNECTIONS);
    private final Semaphore unix = new Semaphore(UNIX_CONNECTIONS);
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("admin-timer").factory());
    private volatile @Nullable AccessGuard guard;
    private Map<Place, AdminSocket> sockets = Map.of();

    /** What must be equal for a socket to be kept. */
    private record Place(ListenAddress address, @Nullable String group) {}

    /** Answers about this process; listens nowhere yet. */
    public AdminServer(Desk desk) {
        this.router = new Router(desk);
        this.failures = new FailureLimit(desk.clock());
    }

    /** A change whose new sockets are open and whose old ones are too. */
    public final class Change {
        private final Map<Place, AdminSocket> next;
        private final List<AdminSocket> opened;
        private final AccessGuard nextGuard;

        private Change(
                Map<Place, AdminSocket> next, List<AdminSocket> opened, AccessGuard nextGuard) {
            this.next = next;
            this.opened = opened;
            this.nextGuard = nextGuard;
        }

        /** Listens on the new sockets and no more on those that are gone. */
        public void commit() {
            swap(this);
        }

        /** Closes what was opened; everything is as before. */
        public void abandon() {
            opened.forEach(AdminServer::close);
        }
    }

    /** Opens what settings ask for, and keeps what they no longer ask for until the commit. */
    public Change prepare(AdminSettings settings) throws AdminBindFailure {
        AccessGuard nextGuard = guard(settings);
        var next = new LinkedHashMap<Place, AdminSocket>();
        var opened = new ArrayList<AdminSocket>();
        try {
            for (ListenAddress address : settings.listen()) {
                var place =
                        new Place(
                                address,
                                address instanceof ListenAddress.Unix ? settings.group() : null);
                AdminSocket known = sockets().get(place);
                if (known != null) {
                    next.put(place, known);
                    continue;
                }
                AdminSocket socket = AdminSocket.open(address, place.group());
                opened.add(socket);
                next.put(place, socket);
            }
        } catch (AdminBindFailure e) {
            opened.forEach(AdminServer::close);
            throw e;
        }
        return new Change(next, opened, nextGuard);
    }

    /** {@link #prepare} and {@link Change#commit} in one. */
    public void apply(AdminSettings settings) throws AdminBindFailure {
        prepare(settings).commit();
    }

    /** Where it listens, with the real ports. */
    public List<ListenAddress> addresses() {
        return sockets().values().stream().map(AdminSocket::address).toList();
    }

    @Override
    public void close() {
        sockets().values().forEach(AdminServer::close);
        connections.forEach(AdminServer::close);
        timer.shutdownNow();
    }

    private synchronized Map<Place, AdminSocket> sockets() {
        return sockets;
    }

    private synchronized void swap(Change change) {
        Map<Place, AdminSocket> before = sockets;
        sockets = change.next;
        guard = change.nextGuard;
        change.opened.forEach(socket ->
                Thread.ofVirtual().name("admin " + socket.address()).start(() -> accept(socket)));
        before.forEach((place, socket) -> {
            if (!change.next.containsKey(place)) {
                close(socket);
            }
        });
    }

    private AccessGuard guard(AdminSettings settings) throws AdminBindFailure {
        Secret read = settings.readToken();
        try {
            return new AccessGuard(
                    settings.allowedHosts(),
                    settings.openProbes(),
                    new Tokens(
                            TokenFile.read(settings.token()),
                            read == null ? null : TokenFile.read(read)),
                    failures);
        } catch (IOException e) {
            throw new AdminBindFailure(
                    settings.token().reference(), false, "no token: " + e.getMessage(), e);
        }
    }

    private void accept(AdminSocket socket) {
        while (socket.channel().isOpen()) {
            try {
                SocketChannel connection = socket.accept();
                if (!free(socket).tryAcquire()) {
                    connection.close(); // the bound that keeps a flood away from everything else
                    continue;
                }
                Thread.ofVirtual().name("admin-client").start(() -> serve(socket, connection));
            } catch (IOException e) {
                if (socket.channel().isOpen()) {
                    LOG.warn("admin.accept address={} what={}", socket.address(), e.getMessage());
                    pause();
                }
            }
        }
    }

    private Semaphore free(AdminSocket socket) {
        return socket.address() instanceof ListenAddress.Tcp ? tcp : unix;
    }

    private void serve(AdminSocket socket, SocketChannel connection) {
        connections.add(connection);
        AccessGuard now = guard;
        try (connection) {
            if (now != null) {
                new AdminConnection(connection, socket.peer(connection), now, router, timer)
                        .serve();
            }
        } catch (IOException e) {
            LOG.debug("admin.client address={} what={}", socket.address(), e.getMessage());
        } finally {
            connections.remove(connection);
            free(socket).release();
        }
    }

    /** Out of descriptors: what ends meanwhile gives some back. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.debug("admin.close what={}", e.getMessage());
        }
    }
}
