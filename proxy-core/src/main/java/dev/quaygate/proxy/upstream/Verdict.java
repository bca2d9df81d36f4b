package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * What a probe found at one address.
 *
 * @param connected whether a connection came about; if not, the next address is worth a try
 */
record Verdict(boolean connected, int status, @Nullable Cause cause, String detail) {
    static final Verdict PASSED = new Verdict(true, 0, null, "");

    static Verdict answered(int status) {
        return new Verdict(true, status, null, "");
    }

    static Verdict wrongStatus(int status, HealthCheck check) {
        String wanted =
                check.expectMin() == check.expectMax()
                        ? "" + check.expectMin()
                        : check.expectMin() + "-" + check.expectMax();
        return new Verdict(
                true, status, Cause.UPSTREAM_ANSWER, "status " + status + ", wanted " + wanted);
    }

    static Verdict failed(Cause cause, String detail) {
        return new Verdict(false, 0, cause, detail);
    }
}
