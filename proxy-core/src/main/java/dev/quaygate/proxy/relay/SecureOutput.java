package dev.quaygate.proxy.relay;

/**
 * The first handler of a connection that is encrypted. Its direction towards the client can end
 * while the socket stays open. Event loop only.
 */
public interface SecureOutput {
    /**
     * Sends what was written and then close_notify (RFC 8446 §6.1), which tells the client that
     * nothing was cut off. Nothing can be written after it. Does nothing the second time.
     */
    void closeOutput();
}
