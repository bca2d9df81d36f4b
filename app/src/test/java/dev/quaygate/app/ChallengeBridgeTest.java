package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.tls.Challenges;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ChallengeBridgeTest {
    private final Challenges challenges = new Challenges();
    private final Queue<Runnable> minuteLater = new ArrayDeque<>();
    private final ChallengeBridge bridge = new ChallengeBridge(challenges, minuteLater::add);

    @Test
    void answersAMinuteLongerThanPresented() {
        bridge.presentHttp01("token", "token.print");
        bridge.withdrawHttp01("token");
        assertThat(challenges.keyAuthorization("token")).isEqualTo("token.print");

        minuteLater.remove().run();
        assertThat(challenges.keyAuthorization("token")).isNull();
    }

    @Test
    void keepsATokenThatIsPresentedAgainWithinTheMinute() {
        bridge.presentHttp01("token", "token.print");
        bridge.withdrawHttp01("token");
        bridge.presentHttp01("token", "token.print");

        minuteLater.remove().run();
        assertThat(challenges.keyAuthorization("token")).isEqualTo("token.print");

        bridge.withdrawHttp01("token");
        minuteLater.remove().run();
        assertThat(challenges.keyAuthorization("token")).isNull();
    }

    @Test
    void withdrawsNothingThatWasNeverPresented() {
        bridge.withdrawHttp01("token");
        assertThat(minuteLater).isEmpty();
    }
}
