package dev.quaygate.proxy.loop;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.lang.management.ManagementFactory;

/**
 * The last file descriptors of the process, which no client and no endpoint gets: the admin
 * endpoint, files and checks need some also when all others are taken. The kernel gives the lowest
 * free number, so a high one tells that all below are in use, and nothing needs to be counted. Any
 * thread.
 */
public final class DescriptorReserve {
    private static final int KEPT = 32;

    private final long first;

    /**
     * @param limit most descriptors of the process
     */
    public DescriptorReserve(long limit) {
        first = limit - Math.min(KEPT, limit / 8);
    }

    /** By the limit that this process has. */
    public static DescriptorReserve ofProcess() {
        return new DescriptorReserve(
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof UnixOperatingSystemMXBean machine
                        ? machine.getMaxFileDescriptorCount()
                        : Long.MAX_VALUE);
    }

    /** Whether a channel got a descriptor that is kept for ourselves, and should close. */
    public boolean isTouchedBy(Channel channel) {
        return channel instanceof UnixChannel unix && isTouchedBy(unix.fd().intValue());
    }

    boolean isTouchedBy(int descriptor) {
        return descriptor >= first;
    }
}
