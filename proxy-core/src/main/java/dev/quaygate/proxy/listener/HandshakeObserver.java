package dev.quaygate.proxy.listener;

import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.ExchangeRecord;

/** Sees handshakes and connections that ended without an exchange. Event loop; must not block. */
public interface HandshakeObserver {
    /**
     * A refusal that deserves a line in the access log. {@code record} is valid during the call
     * only.
     */
    void refused(LoopLocal loop, ExchangeRecord record);
}
