package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.RetryPolicy;
import dev.quaygate.proxy.text.Ascii;

/**
 * Decides whether a failed try may be repeated without a request ever being done twice (RFC 9110
 * §9.2.2). Pure.
 */
final class RetryRule {
    private static final byte[][] IDEMPOTENT = {
        Ascii.bytes("GET"),
        Ascii.bytes("HEAD"),
        Ascii.bytes("OPTIONS"),
        Ascii.bytes("PUT"),
        Ascii.bytes("DELETE")
    };

    private RetryRule() {}

    /**
     * @param failedTries tries so far, this one included
     * @param bodySent whether any byte of the request body has gone out
     */
    static boolean allows(
            RetryPolicy policy, Cause cause, RequestHead head, int failedTries, boolean bodySent) {
        if (failedTries > policy.max() || bodySent) {
            return false;
        }
        return switch (cause) {
            case UPSTREAM_DNS, UPSTREAM_REFUSED, UPSTREAM_UNREACHABLE, UPSTREAM_CONNECT_TIMEOUT ->
                    policy.onConnect();
            case UPSTREAM_RESET -> policy.onReset() && repeatable(policy, head);
            case UPSTREAM_ANSWER -> policy.on503() && repeatable(policy, head);
            default -> false;
        };
    }

    /**
     * The same after the endpoint said that it did nothing with the request (RFC 9113 §8.7): any
     * method may be sent again, as long as the body is still here.
     */
    static boolean allowsUnprocessed(RetryPolicy policy, int failedTries, boolean bodySent) {
        return failedTries <= policy.max() && !bodySent && policy.onReset();
    }

    /**
     * Whether a request that could not be sent may wait for an endpoint in the pool's queue. It is
     * nowhere yet, so this is no matter of how many tries are allowed, only of how long it may
     * wait.
     */
    static boolean mayWait(RetryPolicy policy, Cause cause, boolean bodySent) {
        return switch (cause) {
            case UPSTREAM_DNS, UPSTREAM_REFUSED, UPSTREAM_UNREACHABLE, UPSTREAM_CONNECT_TIMEOUT ->
                    policy.onConnect() && !bodySent;
            default -> false;
        };
    }

    private static boolean repeatable(RetryPolicy policy, RequestHead head) {
        return !head.hasBody() && !head.websocket && (policy.anyMethod() || isIdempotent(head));
    }

    private static boolean isIdempotent(RequestHead head) {
        for (byte[] method : IDEMPOTENT) {
            if (head.isMethod(method)) {
                return true;
            }
        }
        return false;
    }
}
