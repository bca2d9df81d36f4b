package dev.quaygate.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.RetryPolicy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryRuleTest {
    private static RequestHead head(String method, long length, boolean chunked) {
        var head = new RequestHead();
        byte[] bytes = method.getBytes(StandardCharsets.US_ASCII);
        head.methodStart = head.append(bytes, 0, bytes.length);
        head.methodEnd = head.length;
        head.contentLength = length;
        head.chunked = chunked;
        return head;
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    -1, UPSTREAM_REFUSED,         1, false, true",
        "POST,   10, UPSTREAM_REFUSED,         1, false, true",
        "POST,   10, UPSTREAM_CONNECT_TIMEOUT, 1, false, true",
        "GET,    -1, UPSTREAM_DNS,             1, false, true",
        "GET,    -1, UPSTREAM_RESET,           1, false, true",
        "PUT,     0, UPSTREAM_RESET,           1, false, true",
        "PUT,    10, UPSTREAM_RESET,           1, false, false",
        "POST,   -1, UPSTREAM_RESET,           1, false, false",
        "POST,   10, UPSTREAM_RESET,           1, true,  false",
        "GET,    -1, UPSTREAM_ANSWER,          1, false, true",
        "POST,   -1, UPSTREAM_ANSWER,          1, false, false",
        "GET,    -1, UPSTREAM_TIMEOUT,         1, false, false",
        "GET,    -1, UPSTREAM_BAD_RESPONSE,    1, false, false",
        "GET,    -1, UPSTREAM_REFUSED,         2, false, false",
        "POST,   10, UPSTREAM_REFUSED,         1, true,  false",
    })
    void repeatsOnlyWhatCannotBeDoneTwice(
            String method, long length, Cause cause, int tries, boolean bodySent, boolean allowed) {
        RequestHead head = head(method, length, false);

        assertThat(RetryRule.allows(RetryPolicy.DEFAULT, cause, head, tries, bodySent))
                .isEqualTo(allowed);
    }

    @Test
    void letsOnlyWaitWhatWasNotSent() {
        var policy = RetryPolicy.DEFAULT;

        assertThat(RetryRule.mayWait(policy, Cause.UPSTREAM_REFUSED, false)).isTrue();
        assertThat(RetryRule.mayWait(policy, Cause.UPSTREAM_REFUSED, true)).isFalse();
        assertThat(RetryRule.mayWait(policy, Cause.UPSTREAM_RESET, false)).isFalse();
        assertThat(RetryRule.mayWait(policy, Cause.QUEUE_TIMEOUT, false)).isFalse();
    }

    @Test
    void neverRepeatsAnUpgrade() {
        RequestHead head = head("GET", -1, false);
        head.websocket = true;

        assertThat(RetryRule.allows(RetryPolicy.DEFAULT, Cause.UPSTREAM_RESET, head, 1, false))
                .isFalse();
    }

    @Test
    void obeysThePolicy() {
        var none = new RetryPolicy(0, true, true, true, true, 20);
        var any = new RetryPolicy(2, false, true, false, true, 20);

        assertThat(RetryRule.allows(none, Cause.UPSTREAM_REFUSED, head("GET", -1, false), 1, false))
                .isFalse();
        assertThat(RetryRule.allows(any, Cause.UPSTREAM_REFUSED, head("GET", -1, false), 1, false))
                .isFalse();
        assertThat(RetryRule.allows(any, Cause.UPSTREAM_RESET, head("POST", -1, false), 2, false))
                .isTrue();
    }
}
