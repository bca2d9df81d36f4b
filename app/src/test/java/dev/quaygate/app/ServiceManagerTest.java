package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.testing.Statuses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code systemctl status} shows. */
final class ServiceManagerTest {
    @Test
    void countsAppsAndTheirWorkers() {
        assertThat(ServiceManager.apps(List.of(Statuses.shop(), Statuses.mail())))
                .isEqualTo(", 2 apps (2 of 5 workers ready)");
        assertThat(ServiceManager.apps(List.of(Statuses.shop())))
                .isEqualTo(", 1 app (2 of 2 workers ready)");
    }

    @Test
    void saysNothingOfAppsWhereThereAreNone() {
        assertThat(ServiceManager.apps(List.of())).isEmpty();
    }
}
