package dev.quaygate.proxy.server;

import java.time.Duration;
import java.util.List;

/**
 * What a reload did.
 *
 * @param revision that serves now
 * @param took until it served
 * @param changes every object that differs, in a stable order
 * @param keptConnections client connections that stayed open
 * @param keptTunnels upgraded connections that stayed open
 * @param draining exchanges that still run on objects which changed or are gone
 * @param cut exchanges that were ended by this reload
 */
public record ApplyResult(
        long revision,
        Duration took,
        List<Change> changes,
        int keptConnections,
        int keptTunnels,
        int draining,
        int cut) {
    public ApplyResult {
        changes = List.copyOf(changes);
    }

    /**
     * @param sign {@code + - ~}
     * @param kind {@code listener route pool tls limits log}
     * @param name of the object
     * @param detail what about it, may be empty
     */
    public record Change(char sign, String kind, String name, String detail) {}
}
