package dev.quaygate.workers.launch;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one process is to be.
 *
 * @param worker number from 1; 0 for a step before start that is of no worker
 * @param socket where it is to listen; null if at a port, or not at all
 * @param port where it is to listen; 0 if at a socket, or not at all
 * @param release as users call it
 * @param directory working directory, links resolved
 * @param instance unlike that of any other process ever started; by it a process is found again
 */
public record Assignment(
        String app,
        int worker,
        @Nullable Path socket,
        int port,
        String release,
        Path directory,
        String instance) {}
