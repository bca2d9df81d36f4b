/** What a service manager expects of a program, and the unit that it starts it from. */
@NullMarked
package dev.quaygate.app.systemd;

import org.jspecify.annotations.NullMarked;
