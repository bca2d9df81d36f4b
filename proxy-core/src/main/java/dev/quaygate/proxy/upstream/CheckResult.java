package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One active check.
 *
 * @param at when it began
 * @param status HTTP status, 0 if there was none
 * @param cause why it failed, or null if it passed
 * @param detail what was seen, such as {@code status 500, wanted 200-299}; empty if it passed
 */
public record CheckResult(
        Instant at, Duration took, int status, @Nullable Cause cause, String detail) {
    public boolean passed() {
        return cause == null;
    }
}
