package dev.quaygate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseFraming;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.text.Ascii;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of our own say so (feature R11). */
class ErrorAnswerTest {
    private final ResponseHead head = new ResponseHead();

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            delimiter = '|',
            value = {
                "text/html,application/xhtml+xml,*/*;q=0.8 | text/html; charset=utf-8",
                "application/json | application/json",
                "application/problem+json | application/json",
                "*/* | application/json",
                "null | application/json",
                "image/avif,image/webp | null",
            })
    void speaksTheLanguageOfTheClient(@Nullable String accept, @Nullable String type) {
        byte[] body = answer(Cause.NO_ROUTE, 404).write(head, request("GET", accept));

        assertThat(head.value(FieldName.CONTENT_TYPE)).isEqualTo(type);
        assertThat(head.contentLength).isEqualTo(body.length);
        assertThat(head.framing)
                .isEqualTo(body.length == 0 ? ResponseFraming.NONE : ResponseFraming.FIXED);
        assertThat(field("quaygate-cause")).isEqualTo("no_route");
        assertThat(field("cache-control")).isEqualTo("no-store");
        assertThat(head.value(FieldName.X_REQUEST_ID)).isEqualTo("01ID");
        if (type != null) {
            assertThat(Ascii.string(body, 0, body.length))
                    .containsIgnoringCase("quaygate")
                    .contains("no_route", "QG5201", "404", "01ID", "no route for this host");
        }
    }

    @Test
    void neverEchoesWhatWouldNeedAnEscape() {
        var answer = ErrorAnswer.of(Cause.BAD_REQUEST, 400, "<script>\"\\\n", "01ID");

        byte[] body = answer.write(head, request("GET", "text/html"));

        assertThat(Ascii.string(body, 0, body.length))
                .contains("?script????")
                .doesNotContain("<script");
    }

    @Test
    void sendsNoBodyToHeadButItsLength() {
        byte[] body = answer(Cause.NO_ROUTE, 404).write(head, request("HEAD", "text/html"));

        assertThat(body).isEmpty();
        assertThat(head.contentLength).isPositive();
    }

    @Test
    void saysWhenToComeBack() {
        new ErrorAnswer(Cause.RATE_LIMITED, 429, "", "01ID", 7).write(head, null);

        assertThat(field("retry-after")).isEqualTo("7");
    }

    @Test
    void namesWhatWouldHaveBeenAccepted() {
        answer(Cause.METHOD_REFUSED, 405).write(head, null);
        assertThat(field("allow")).contains("GET").doesNotContain("TRACE");

        answer(Cause.BAD_REQUEST, 426).write(head, null);
        assertThat(field("sec-websocket-version")).isEqualTo("13");
    }

    @ParameterizedTest
    @CsvSource({
        "502, 14", "503, 14", "504, 4", "429, 8", "401, 16", "403, 7", "500, 13", "404, 12"
    })
    void tellsGrpcClientsInTheirOwnCode(int status, String code) {
        RequestHead request = request("POST", null);
        request.add(
                FieldName.CONTENT_TYPE,
                Ascii.bytes("content-type"),
                Ascii.bytes("application/grpc+proto"));

        byte[] body = answer(Cause.UPSTREAM_RESET, status).write(head, request);

        assertThat(body).isEmpty();
        assertThat(head.status).isEqualTo(200);
        assertThat(field("grpc-status")).isEqualTo(code);
        assertThat(field("grpc-message")).isEqualTo("upstream_reset");
    }

    private static ErrorAnswer answer(Cause cause, int status) {
        return ErrorAnswer.of(cause, status, "no route for this host", "01ID");
    }

    private static RequestHead request(String method, @Nullable String accept) {
        var request = new RequestHead();
        byte[] bytes = Ascii.bytes(method);
        request.methodStart = request.append(bytes, 0, bytes.length);
        request.methodEnd = request.length;
        if (accept != null) {
            request.add(FieldName.ACCEPT, Ascii.bytes("accept"), Ascii.bytes(accept));
        }
        return request;
    }

    private @Nullable String field(String name) {
        for (int i = 0; i < head.count(); i++) {
            if (Ascii.string(head.bytes, head.nameStart(i), head.nameEnd(i)).equals(name)) {
                return Ascii.string(head.bytes, head.valueStart(i), head.valueEnd(i));
            }
        }
        return null;
    }
}
