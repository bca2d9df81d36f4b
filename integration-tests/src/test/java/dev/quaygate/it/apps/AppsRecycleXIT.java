package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W13: workers that have done enough are replaced, spread out and never two at once. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsRecycleXIT {
    private static final int WORKERS = 3;

    @Test
    void replacesWorkersAfterSoManyRequestsOneAtATime() throws Exception {
        judge("{requests: 60, jitter: 20%}", "requests");
    }

    /** In every build it is shown in virtual time. */
    @Test
    void replacesWorkersOfSuchAnAgeOneAtATime() throws Exception {
        assumeTrue(FullSize.ON);
        judge("{age: 4s, jitter: 20%}", "age");
    }

    private static void judge(String recycle, String reason) throws Exception {
        var yaml = ShopYaml.plain().with("workers", "" + WORKERS).with("recycle", recycle);
        try (var shop = Shop.ready(yaml);
                var load = AppLoad.start(shop.port(), 3, "/", Duration.ofMillis(20));
                var census = new Census(shop.quaygate().dir().resolve("app"))) {
            Set<Long> before = shop.pids();

            AppView after =
                    shop.await(app -> {
                        assertThat(app.ready()).as("ready workers").isGreaterThanOrEqualTo(WORKERS);
                        return app.pids().stream().noneMatch(before::contains);
                    });

            assertThat(census.most()).as("workers at once").isLessThanOrEqualTo(WORKERS + 1);
            assertThat(load.stop()).isEmpty();
            assertThat(after.json().get("restartReasons").get(reason).asInt())
                    .isGreaterThanOrEqualTo(WORKERS - 1);
            assertThat(shop.quaygate().output()).contains("worker.recycle app=shop");
        }
    }
}
