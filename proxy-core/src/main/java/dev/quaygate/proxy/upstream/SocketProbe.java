package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.HealthCheck;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Checks over a fresh blocking socket of the JDK, so that a check sees what a new connection sees
 * and never waits on an event loop.
 */
final class SocketProbe implements HealthProbe {
    private final InstantSource clock;

    SocketProbe(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public CheckResult probe(Endpoint endpoint, HealthCheck check) {
        Instant at = clock.instant();
        long start = System.nanoTime();
        Verdict verdict = verdict(endpoint, check);
        var took = Duration.ofNanos(System.nanoTime() - start);
        return new CheckResult(at, took, verdict.status(), verdict.cause(), verdict.detail());
    }

    private static Verdict verdict(Endpoint endpoint, HealthCheck check) {
        List<SocketAddress> addresses = endpoint.resolved();
        if (addresses.isEmpty()) {
            return Verdict.failed(Cause.UPSTREAM_DNS, endpoint.text() + " does not resolve");
        }
        var deadline = new ChannelDeadline(check.timeout());
        Verdict verdict = Verdict.failed(Cause.UPSTREAM_UNREACHABLE, "not tried");
        try (deadline) {
            for (SocketAddress address : addresses) {
                verdict = attempt(endpoint, target(address, check.port()), check, deadline);
                if (verdict.connected() || deadline.isOver()) {
                    return verdict;
                }
            }
        }
        return verdict;
    }

    private static Verdict attempt(
            Endpoint endpoint, SocketAddress target, HealthCheck check, ChannelDeadline deadline) {
        boolean connected = false;
        try (SocketChannel channel = open(target)) {
            deadline.guard(channel);
            channel.connect(target);
            connected = true;
            return switch (check.kind()) {
                case TCP -> Verdict.PASSED;
                case HTTP -> exchange(channel, endpoint, check);
            };
        } catch (IOException problem) {
            return failure(problem, connected, deadline.isOver(), check.timeout());
        }
    }

    private static Verdict exchange(SocketChannel channel, Endpoint endpoint, HealthCheck check)
            throws IOException {
        String host = host(endpoint, check);
        // Another port is another server, of which we know nothing.
        boolean http2 = endpoint.isMultiplexed() && check.port() == 0;
        int status =
                http2
                        ? new MultiplexedProbe().get(channel, host, check.path())
                        : get(channel, host, check);
        if (status == StatusReader.CLOSED) {
            return Verdict.failed(Cause.UPSTREAM_RESET, "closed before a response head");
        }
        if (status == StatusReader.MALFORMED) {
            return Verdict.failed(Cause.UPSTREAM_BAD_RESPONSE, "response head is malformed");
        }
        return status >= check.expectMin() && status <= check.expectMax()
                ? Verdict.answered(status)
                : Verdict.wrongStatus(status, check);
    }

    private static int get(SocketChannel channel, String host, HealthCheck check)
            throws IOException {
        String request =
                "GET "
                        + check.path()
                        + " HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nUser-Agent: quaygate-health\r\nAccept: */*\r\n"
                        + "Connection: close\r\n\r\n";
        var bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return new StatusReader(channel).read();
    }

    private static Verdict failure(
            IOException problem, boolean connected, boolean late, Duration timeout) {
        if (late) {
            return connected
                    ? new Verdict(
                            true, 0, Cause.UPSTREAM_TIMEOUT, "no answer within " + text(timeout))
                    : Verdict.failed(
                            Cause.UPSTREAM_CONNECT_TIMEOUT,
                            "no connection within " + text(timeout));
        }
        if (connected) {
            return new Verdict(true, 0, Cause.UPSTREAM_RESET, message(problem));
        }
        boolean refused =
                problem instanceof ConnectException
                        || message(problem).contains("Connection refused");
        return Verdict.failed(
                refused ? Cause.UPSTREAM_REFUSED : Cause.UPSTREAM_UNREACHABLE, message(problem));
    }

    private static SocketChannel open(SocketAddress target) throws IOException {
        return target instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private static SocketAddress target(SocketAddress address, int port) {
        return switch (address) {
            case DomainSocketAddress unix -> UnixDomainSocketAddress.of(unix.path());
            case InetSocketAddress tcp when port > 0 ->
                    new InetSocketAddress(tcp.getAddress(), port);
            default -> address;
        };
    }

    private static String host(Endpoint endpoint, HealthCheck check) {
        if (check.host() != null) {
            return check.host();
        }
        return endpoint.address() instanceof EndpointAddress.Unix
                ? "localhost"
                : endpoint.address().authority();
    }

    private static String message(IOException problem) {
        String message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }

    private static String text(Duration timeout) {
        return timeout.toMillis() + "ms";
    }
}
