package dev.quaygate.proxy.upstream;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Looks names up over the network with their TTL: hosts file first, search domains as the system
 * has them, truncated answers again over TCP. One event loop of its own.
 */
final class DnsLookup implements NameLookup {
    private final MultiThreadIoEventLoopGroup loops;
    private final DnsNameResolver resolver;
    private final TtlRecorder ttls = new TtlRecorder();

    private DnsLookup(DnsServerAddressStreamProvider servers, Duration timeout) {
        loops =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("dns", true), NioIoHandler.newFactory());
        resolver =
                new DnsNameResolverBuilder(loops.next())
                        .datagramChannelType(NioDatagramChannel.class)
                        .socketChannelType(NioSocketChannel.class)
                        .nameServerProvider(servers)
                        .queryTimeoutMillis(timeout.toMillis())
                        .resolveCache(ttls)
                        .build();
    }

    static DnsLookup ofSystem() {
        return of(DnsServerAddressStreamProviders.platformDefault(), Duration.ofSeconds(5));
    }

    static DnsLookup of(DnsServerAddressStreamProvider servers, Duration timeout) {
        return new DnsLookup(servers, timeout);
    }

    @Override
    public Answer lookUp(String name) throws InterruptedException {
        try {
            List<InetAddress> addresses = resolver.resolveAll(name).get();
            return new Answer.Found(addresses, ttls.take(name));
        } catch (ExecutionException failed) {
            ttls.take(name);
            return noSuchName(failed)
                    ? new Answer.NoSuchName()
                    : new Answer.Failed(String.valueOf(failed.getCause()));
        }
    }

    @Override
    public void close() {
        resolver.close();
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
    }

    /** The resolver's own failure is only "unknown host"; the server's words are further down. */
    private static boolean noSuchName(Throwable failed) {
        for (Throwable t = failed; t != null; t = t.getCause()) {
            if (t instanceof DnsErrorCauseException said) {
                return said.getCode() != null && said.getCode().intValue() == NXDOMAIN;
            }
        }
        return false;
    }

    private static final int NXDOMAIN = 3;
}
