package dev.quaygate.proxy.codec;

import org.jspecify.annotations.Nullable;

/**
 * What the writer of a request head must know beside the head. One per connection or loop, filled
 * anew for each request; event loop only. All texts are ASCII bytes.
 */
public final class ForwardContext {
    /** Address of the peer without port; IPv6 without brackets. */
    public byte[] peer = new byte[0];

    /** {@code https} or {@code http}: what this connection speaks, whatever the client claims. */
    public byte[] proto = new byte[0];

    /** Port that the client reached. */
    public byte[] port = new byte[0];

    public byte[] requestId = new byte[0];

    /**
     * The peer may speak for others: its forwarding fields are kept and continued. The guard must
     * have been told the same.
     */
    public boolean trusted;

    /** Leading segments cut from the path ({@code /api}), or null. */
    public byte @Nullable [] stripPrefix;

    /** Segments put in front of the path, or null. */
    public byte @Nullable [] addPrefix;

    /** Host that the endpoint sees instead of the client's, or null to keep the client's. */
    public byte @Nullable [] host;

    public CompiledEdits edits = CompiledEdits.NONE;
}
