/**
 * What happens, for whoever follows: a ring for live streams, and webhooks that survive restarts.
 */
@NullMarked
package dev.quaygate.app.events;

import org.jspecify.annotations.NullMarked;
