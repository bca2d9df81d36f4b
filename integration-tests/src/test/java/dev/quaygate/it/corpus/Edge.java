package dev.quaygate.it.corpus;

import dev.quaygate.it.harness.RecordingUpstream;

/**
 * A running edge with the site of {@code strict-edge.yaml}: our program, or a peer with a like
 * configuration.
 *
 * @param http clear port
 * @param https TLS port
 * @param upstream the site's only upstream
 */
public record Edge(int http, int https, RecordingUpstream upstream) {}
