package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;

/** Gets the outcome of a lease, within the call or later. Event loop only. */
public interface LeaseReceiver {
    /** The stream is the receiver's until it releases or closes it. */
    void leased(UpstreamStream stream, long connectNanos);

    /**
     * No connection: {@code upstream_dns}, {@code upstream_refused}, {@code upstream_unreachable}
     * or {@code upstream_connect_timeout}.
     */
    void leaseFailed(Cause cause, String detail);
}
