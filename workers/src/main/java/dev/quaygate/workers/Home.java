package dev.quaygate.workers;

import java.nio.file.Path;

/**
 * Where the supervisor keeps things. Both hold one directory per app.
 *
 * @param run sockets and output of workers, as {@code shop/1.sock} and {@code shop/1.out}; may be
 *     gone after a boot of the machine
 * @param state ledger of workers, steps that ended well, releases; must last
 */
public record Home(Path run, Path state) {}
