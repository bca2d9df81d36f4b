package dev.quaygate.app;

import dev.quaygate.proxy.settings.CidrSet;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;

/** Addresses of this machine that the world can reach. */
final class OwnAddresses {
    private OwnAddresses() {}

    /** Empty if all are private: behind NAT the outside ones are not known here. */
    static Set<InetAddress> ofInterfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !CidrSet.PRIVATE.contains(address))
                    .collect(Collectors.toSet());
        } catch (SocketException e) {
            return Set.of();
        }
    }
}
