package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.loop.DescriptorReserve;
import dev.quaygate.proxy.settings.Limits;
import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Counts client connections and handshakes, in all and per IPv4 address or IPv6 /64. Any thread.
 */
public final class ConnectionLimits {
    private final Supplier<Limits> limits;
    private final HandshakeLimit handshakes;
    private final DescriptorReserve descriptors;
    private final AtomicLong all = new AtomicLong();
    private final ConcurrentHashMap<Long, Integer> perAddress = new ConcurrentHashMap<>();

    public ConnectionLimits(Supplier<Limits> limits, DescriptorReserve descriptors) {
        this.limits = limits;
        this.descriptors = descriptors;
        handshakes = new HandshakeLimit(limits);
    }

    /** How many may come while others are still on their way out to make room for them. */
    private static final int CHANGING = 64;

    /** Whether there is a place for one more. */
    enum Room {
        /** A place is taken; it needs one {@link #leave}. */
        TAKEN,
        /** All places of the process are taken. */
        FULL,
        /** This peer has all that one may have. */
        PEER_FULL
    }

    /** Takes a place for {@code peer} if there is one. */
    Room enter(InetAddress peer) {
        return enter(peer, limits.get().connections());
    }

    /** Takes the place of a connection that is being closed, for {@code peer}. */
    Room enterInPlaceOfAnother(InetAddress peer) {
        return enter(peer, limits.get().connections() + CHANGING);
    }

    private Room enter(InetAddress peer, long most) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            return Room.FULL;
        }
        int count = perAddress.merge(key(peer), 1, Integer::sum);
        if (count > limits.get().connectionsPerAddress()) {
            leave(peer);
            return Room.PEER_FULL;
        }
        return Room.TAKEN;
    }

    /** Whether the process has no file descriptor left for {@code channel}. */
    boolean outOfDescriptors(Channel channel) {
        return descriptors.isTouchedBy(channel);
    }

    /**
     * Whether {@code peer} may begin one more TLS handshake now.
     *
     * @param now {@link System#nanoTime()}
     */
    boolean handshake(InetAddress peer, long now) {
        return handshakes.admit(peer, now);
    }

    void leave(InetAddress peer) {
        all.decrementAndGet();
        perAddress.computeIfPresent(key(peer), (_, count) -> count == 1 ? null : count - 1);
    }

    // One client usually owns a whole /64. The two families cannot meet: no IPv6 network starts
    // with 32 zero bits and then an address.
    static long key(InetAddress peer) {
        byte[] bytes = peer.getAddress();
        return peer instanceof Inet6Address
                ? ByteBuffer.wrap(bytes).getLong()
                : ByteBuffer.wrap(bytes).getInt() & 0xffff_ffffL;
    }
}
