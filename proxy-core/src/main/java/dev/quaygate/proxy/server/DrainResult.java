package dev.quaygate.proxy.server;

import java.time.Duration;

/**
 * How a stop went.
 *
 * @param connections client connections when it began
 * @param finished exchanges that ended by themselves
 * @param cut exchanges that were ended because the time was over ({@code drain_cut})
 */
public record DrainResult(int connections, int finished, int cut, Duration took) {}
