package dev.quaygate.proxy.upstream;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cache that never has an answer but notes how long each would be good: the resolver gives TTLs
 * to its cache and to nobody else.
 */
final class TtlRecorder implements DnsCache {
    private final Map<String, Long> seconds = new ConcurrentHashMap<>();

    /** The shortest TTL noted for a name, zero if there was none (hosts file). Forgets it. */
    Duration take(String name) {
        String wanted = absolute(name);
        long shortest = Long.MAX_VALUE;
        for (String noted : List.copyOf(seconds.keySet())) {
            // A search domain may have been put behind the name.
            if (noted.equals(wanted) || noted.startsWith(wanted)) {
                Long ttl = seconds.remove(noted);
                shortest = ttl == null ? shortest : Math.min(shortest, ttl);
            }
        }
        return Duration.ofSeconds(shortest == Long.MAX_VALUE ? 0 : shortest);
    }

    @Override
    public DnsCacheEntry cache(
            String hostname,
            DnsRecord @Nullable [] additionals,
            InetAddress address,
            long originalTtl,
            EventLoop loop) {
        seconds.merge(absolute(hostname), originalTtl, Math::min);
        return new Entry(address, null);
    }

    @Override
    public DnsCacheEntry cache(
            String hostname, DnsRecord @Nullable [] additionals, Throwable cause, EventLoop loop) {
        return new Entry(null, cause);
    }

    @Override
    public @Nullable List<? extends DnsCacheEntry> get(
            String hostname, DnsRecord @Nullable [] additionals) {
        return null;
    }

    @Override
    public void clear() {
        seconds.clear();
    }

    @Override
    public boolean clear(String hostname) {
        return seconds.remove(absolute(hostname)) != null;
    }

    private static String absolute(String name) {
        return name.endsWith(".") ? name : name + ".";
    }

    private record Entry(@Nullable InetAddress address, @Nullable Throwable cause)
            implements DnsCacheEntry {}
}
