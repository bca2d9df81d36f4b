/**
 * What a black-box test needs around it: the program as a child process, recording upstreams, test
 * certificates.
 */
@NullMarked
package dev.quaygate.it.harness;

import org.jspecify.annotations.NullMarked;
