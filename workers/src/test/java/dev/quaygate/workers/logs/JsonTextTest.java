package dev.quaygate.workers.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { } ",
                "{\"a\":1}",
                "{\"a\" : [1, -2.5e+3, true, false, null, \"x\"], \"b\":{\"c\":{}}}",
                "{\"\\u00e9\\n\":\"\\\"\"}",
                "{\"a\":[]}"
            })
    void objectsAreRecognised(String text) {
        assertThat(JsonText.isObject(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "[1]",
                "1",
                "{",
                "{\"a\":1} x",
                "{\"a\":1}{}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\" 1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"tab\there\"}",
                "{\"a\":tru}",
                "{\"a\":[1,]}",
                "{'a':1}",
                "{GET /}"
            })
    void whatIsNoObjectIsNot(String text) {
        assertThat(JsonText.isObject(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    void deepNestingIsRefusedWithoutOverflow(int depth) {
        assertThat(JsonText.isObject("{\"a\":".repeat(depth) + "1" + "}".repeat(depth))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "quote \" and \\ and \t", "\u0001 control", "é €"})
    void aQuotedTextIsAValidValue(String text) {
        assertThat(JsonText.isObject("{\"a\":" + JsonText.quote(text) + "}")).isTrue();
    }
}
