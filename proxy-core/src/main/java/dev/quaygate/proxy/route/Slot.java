package dev.quaygate.proxy.route;

import dev.quaygate.proxy.settings.Route;
import org.jspecify.annotations.Nullable;

/**
 * An entry where a look-up finds it.
 *
 * @param order position in the file, which decides between routes that are equal otherwise
 */
record Slot<T>(T entry, Route route, int order) {
    int priority() {
        return route.priority();
    }

    /** The one that answers when both stand under the same host and path. */
    static <T> Slot<T> first(@Nullable Slot<T> one, Slot<T> other) {
        if (one == null || other.priority() > one.priority()) {
            return other;
        }
        return other.priority() == one.priority() && other.order < one.order ? other : one;
    }
}
