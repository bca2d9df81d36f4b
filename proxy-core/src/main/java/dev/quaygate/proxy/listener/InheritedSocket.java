package dev.quaygate.proxy.listener;

import java.net.InetSocketAddress;

/**
 * A listening TCP socket that was open when the process began.
 *
 * @param descriptor number of the file descriptor
 * @param address where it listens
 */
public record InheritedSocket(int descriptor, InetSocketAddress address) {}
