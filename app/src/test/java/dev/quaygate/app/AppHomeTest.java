package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.workers.Home;
import dev.quaygate.workers.settings.AppSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where sockets and state of apps are. */
final class AppHomeTest {
    @Test
    void processesWithDifferentStoresShareNoSockets() {
        Home one = AppHome.of(Path.of("/srv/a"), Map.of());
        Home other = AppHome.of(Path.of("/srv/b"), Map.of());

        assertThat(one.run()).isNotEqualTo(other.run());
        assertThat(one).isEqualTo(AppHome.of(Path.of("/srv/a"), Map.of()));
        assertThat(one.state()).isEqualTo(Path.of("/srv/a/apps"));
    }

    @Test
    void socketWhosePathWouldBeTooLongIsRefused() {
        Home deep = new Home(Path.of("/" + "d".repeat(95)), Path.of("/state"));

        assertThatThrownBy(() -> AppHome.check(deep, apps("\"{socket}\"")))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("app shop")
                .hasMessageContaining("may have 107");
    }

    @Test
    void portsAndShortPathsAreTaken() throws StartupProblem {
        AppHome.check(
                new Home(Path.of("/" + "d".repeat(95)), Path.of("/state")), apps("\"{port}\""));
        AppHome.check(new Home(Path.of("/run/q"), Path.of("/state")), apps("\"{socket}\""));
    }

    private static List<AppSettings> apps(String argument) {
        String yaml = "apps: {shop: {command: [./serve, " + argument + "]}}\n";
        Loaded loaded =
                ConfigLoader.load(ConfigRequest.of(Path.of("test.yaml"), Map.of()).with(yaml));
        return ((Loaded.Good) loaded).configuration().apps();
    }
}
