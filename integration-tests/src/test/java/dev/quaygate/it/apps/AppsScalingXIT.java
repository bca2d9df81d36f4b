package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W17: the number of workers follows the use, within its bounds. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class AppsScalingXIT {
    /** A second step up comes a minute after the first, so the short form has one. */
    private static final int MOST = FullSize.of(3, 2);

    @Test
    void followsTheLoadUpToItsBoundAndDownAgain() throws Exception {
        var yaml =
                ShopYaml.plain()
                        .with("workers", "1")
                        .with(
                                "utilisation",
                                ("{mode: auto, min: 1, max: %d, window: 2s, cooldown: 3s,"
                                                + " concurrency: 2}")
                                        .formatted(MOST));
        try (var shop = Shop.ready(yaml);
                var census = new Census(shop.quaygate().dir().resolve("app"))) {
            assertThat(shop.pids()).hasSize(1);
            // Sleeps instead of burning, so that the load is the same on every machine.
            try (var load = AppLoad.start(shop.port(), 8, "/slow/0.2", Duration.ofMillis(1))) {
                shop.awaitLong(app -> app.ready() == MOST);
                long turns = load.requests();
                shop.await(_ -> load.requests() > turns + 200);

                assertThat(shop.app().wanted()).as("never above its bound").isEqualTo(MOST);
                assertThat(load.stop()).isEmpty();
            }

            shop.awaitLong(app -> app.ready() == 1 && app.workers().size() == 1);

            assertThat(census.most()).isEqualTo(MOST);
            assertThat(shop.quaygate().output())
                    .contains("app.scaled app=shop from=1 to=2")
                    .contains("app.scaled app=shop from=2 to=1");
        }
    }
}
