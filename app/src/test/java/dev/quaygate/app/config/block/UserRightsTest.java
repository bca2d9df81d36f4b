package dev.quaygate.app.config.block;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who may start processes as somebody else. */
final class UserRightsTest {
    @Test
    void bothCapabilitiesAreNeeded() {
        assertThat(UserRights.maySwitch("Name:\tx\nCapEff:\t00000000000000c0\n")).isTrue();
        assertThat(UserRights.maySwitch("CapEff:\t000001ffffffffff\n")).isTrue();
        assertThat(UserRights.maySwitch("CapEff:\t0000000000000080\n")).isFalse();
        assertThat(UserRights.maySwitch("CapEff:\t0000000000000400\n")).isFalse();
    }

    @Test
    void whatIsNotKnownIsNotRefused() {
        assertThat(UserRights.maySwitch("Name:\tx\n")).isTrue();
    }

    @Test
    void ownUserNeedsNoRight() {
        var rights = new UserRights("shop", false);

        assertThat(rights.allows("shop")).isTrue();
        assertThat(rights.allows("root")).isFalse();
    }
}
