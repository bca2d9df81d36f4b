/** How a process of an application is started by the tools of the system, and how it is ended. */
@NullMarked
package dev.quaygate.workers.launch;

import org.jspecify.annotations.NullMarked;
