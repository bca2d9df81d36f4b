package dev.quaygate.acme.dns;

import java.net.InetSocketAddress;

/** Carries one question to one server. Blocks; any thread. */
@FunctionalInterface
public interface DnsTransport {
    /**
     * Asks and waits. Never throws for a server that is silent or talks nonsense: the status says
     * so.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    DnsAnswer ask(InetSocketAddress server, DnsQuestion question) throws InterruptedException;
}
