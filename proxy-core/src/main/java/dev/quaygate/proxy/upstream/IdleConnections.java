package dev.quaygate.proxy.upstream;

/** Idle connections to one endpoint on one event loop, the most recently used first. */
final class IdleConnections {}
