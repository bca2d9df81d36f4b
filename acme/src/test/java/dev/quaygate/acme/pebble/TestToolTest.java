package dev.quaygate.acme.pebble;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestToolTest {
    @Test
    void saysHowToInstallWhatIsMissing() {
        assertThatThrownBy(() -> TestTool.find("no-such-tool"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("go install")
                .hasMessageContaining("NO_SUCH_TOOL");
    }
}
