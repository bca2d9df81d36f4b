@NullMarked
package dev.quaygate.app.systemd;

import org.jspecify.annotations.NullMarked;
