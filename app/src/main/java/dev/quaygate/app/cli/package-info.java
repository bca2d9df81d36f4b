/**
 * The command line, one class for each verb. Verbs that ask a running process load nothing but the
 * parser and one HTTP call; what they print is made by the server.
 */
@NullMarked
package dev.quaygate.app.cli;

import org.jspecify.annotations.NullMarked;
