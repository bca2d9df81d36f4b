package dev.quaygate.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.state.ReloadResult;
import dev.quaygate.app.testing.TestDesk;
import dev.quaygate.proxy.server.ApplyResult;
import dev.quaygate.proxy.server.ApplyResult.Change;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** H6: the caller gets the result, in one line. */
class ReloadTextTest {
    @Test
    void saysWhatChangedWhatWasKeptAndWhatWasCut() {
        var changes =
                List.of(
                        new Change('-', "route", "old", ""),
                        new Change('+', "route", "new", ""),
                        new Change('~', "pool", "shop", ""));

        assertThat(text(new ApplyResult(42, Duration.ofMillis(38), changes, 412, 96, 2, 0), 1))
                .isEqualTo(
                        "revision 42 active in 38 ms   +1 route  ~1 pool  -1 route   "
                                + "kept 412 connections, 96 websockets   draining 2   cut 0   1 order\n");
    }

    @Test
    void saysThatNothingChanged() {
        assertThat(text(new ApplyResult(2, Duration.ofMillis(3), List.of(), 1, 0, 0, 0), 0))
                .isEqualTo(
                        "revision 2 active in 3 ms   no change   "
                                + "kept 1 connection, 0 websockets   draining 0   cut 0\n");
    }

    private static String text(ApplyResult result, int orders) {
        try (var desk = new TestDesk()) {
            return ReloadText.of(
                    new ReloadResult.Applied(
                            desk.desk().reloads().running(),
                            result,
                            List.of(),
                            List.of(),
                            orders,
                            List.of()));
        }
    }
}
