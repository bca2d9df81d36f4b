/** What a request leaves behind: causes, access log, counters, events. */
@NullMarked
package dev.quaygate.proxy.observe;

import org.jspecify.annotations.NullMarked;
