package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import java.util.List;
import java.util.Map;

/**
 * An endpoint as the admin API shows it.
 *
 * @param resolved addresses that its name has now; empty while it does not resolve
 * @param attempts requests tried on it since it joined
 * @param failures failed tries by cause
 * @param checks the last ten active checks, newest first
 */
public record EndpointView(
        String address,
        int weight,
        EndpointHealth health,
        List<String> resolved,
        int inFlight,
        long attempts,
        Map<Cause, Long> failures,
        List<CheckResult> checks) {
    static EndpointView of(Endpoint endpoint, int weight) {
        return new EndpointView(
                endpoint.text(),
                weight,
                endpoint.health(),
                endpoint.resolved().stream().map(EndpointView::text).toList(),
                endpoint.inFlight(),
                endpoint.counters().attempts(),
                endpoint.counters().failures().all(),
                endpoint.checks().results());
    }

    private static String text(java.net.SocketAddress address) {
        return switch (address) {
            case java.net.InetSocketAddress tcp when tcp.getAddress() != null ->
                    tcp.getAddress().getHostAddress() + " port " + tcp.getPort();
            default -> address.toString();
        };
    }
}
