package dev.quaygate.app.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Followers get every event once, in order, also those that they have missed. */
final class EventHubTest {
    private final EventHub hub = new EventHub(InstantSource.system());

    @Test
    void newFollowerHearsOnlyWhatComes() throws Exception {
        hub.tell("reload.applied", "", false, "old");

        assertThat(texts(-1, () -> hub.tell("reload.applied", "", false, "new")))
                .containsExactly("new");
    }

    @Test
    void followerThatComesBackHearsWhatItMissed() throws Exception {
        for (int i = 1; i <= 5; i++) {
            hub.tell("reload.applied", "", false, "n" + i);
        }

        assertThat(texts(3, () -> hub.tell("reload.applied", "", false, "n6")))
                .containsExactly("n4", "n5", "n6");
    }

    @Test
    void idOfAnEarlierProcessMeansEverythingThatIsRemembered() throws Exception {
        hub.tell("reload.applied", "", false, "n1");

        assertThat(texts(1042, () -> {})).containsExactly("n1");
    }

    @Test
    void remembersAThousand() throws Exception {
        for (int i = 1; i <= 1500; i++) {
            hub.tell("app.state", "shop", false, "n" + i);
        }

        List<String> heard = texts(0, () -> {});

        assertThat(heard).hasSize(1000).startsWith("n501").endsWith("n1500");
    }

    @Test
    void followerThatThrowsHarmsNobodyElse() throws Exception {
        AutoCloseable bad =
                hub.follow(
                        -1,
                        _ -> {
                            throw new IllegalStateException("broken");
                        });

        List<String> heard = texts(-1, () -> hub.tell("app.state", "shop", false, "on"));

        assertThat(heard).containsExactly("on");
        bad.close();
    }

    private List<String> texts(long after, Runnable meanwhile) throws Exception {
        var heard = new ArrayList<String>();
        try (AutoCloseable _ = hub.follow(after, event -> heard.add(event.text()))) {
            meanwhile.run();
        }
        hub.tell("app.state", "shop", false, "after the end");
        return heard;
    }
}
