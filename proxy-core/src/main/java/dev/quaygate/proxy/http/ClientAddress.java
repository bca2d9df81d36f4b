package dev.quaygate.proxy.http;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.settings.CidrSet;
import java.net.InetAddress;

/**
 * The one client address that logs, limits and access rules use. Only peers in the trusted set are
 * believed; the chain is walked from right to left and ends at the first hop that is not trusted,
 * or before one that is no address.
 */
public final class ClientAddress {
    private ClientAddress() {}

    /** Resolves the client of a request. Reads fields, and allocates, only for a trusted peer. */
    public static InetAddress resolve(InetAddress peer, CidrSet trusted, RequestHead head) {
        if (trusted.isEmpty() || !trusted.contains(peer)) {
            return peer;
        }
        // Proxies that write X-Forwarded-For often pass on a Forwarded that the client made up; the
        // reverse is rare. So the former wins where both stand.
        boolean plain = head.find(FieldName.X_FORWARDED_FOR) >= 0;
        byte id = plain ? FieldName.X_FORWARDED_FOR : FieldName.FORWARDED;
        InetAddress client = peer;
        for (int i = head.count() - 1; i >= 0; i--) {
            if (head.id(i) != id || head.isDropped(i)) {
                continue;
            }
            int start = head.valueStart(i);
            int end = head.valueEnd(i);
            while (end >= start) {
                int element = ForwardedChain.lastElement(head.bytes, start, end, !plain);
                InetAddress hop =
                        plain
                                ? ForwardedChain.node(head.bytes, element, end)
                                : ForwardedChain.forwardedNode(head.bytes, element, end);
                if (hop == null) {
                    return client;
                }
                client = hop;
                if (!trusted.contains(hop)) {
                    return client;
                }
                end = element - 1;
            }
        }
        return client;
    }
}
