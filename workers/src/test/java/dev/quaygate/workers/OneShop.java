package dev.quaygate.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.PrestartStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What tests of one app in virtual time share. */
abstract class OneShop {
    @TempDir Path state;
    final Shop shop = new Shop();

    final VirtualApp started(Duration boot) throws IOException {
        VirtualApp app = new VirtualApp(state, shop);
        app.boot = boot;
        return app;
    }

    final VirtualApp ready(int workers) throws IOException {
        shop.workers = workers;
        VirtualApp app = new VirtualApp(state, shop).seconds(5);
        assertThat(app.traffic.ready("shop")).isEqualTo(workers);
        app.signals.clear();
        return app;
    }

    static PrestartStep step(String name, PrestartStep.Once once) {
        return new PrestartStep(
                name, Command.exec(List.of("./" + name)), once, Duration.ofMinutes(1));
    }

    static List<Long> pauses(List<Instant> times) {
        var pauses = new ArrayList<Long>();
        for (int i = 1; i < times.size(); i++) {
            pauses.add(Duration.between(times.get(i - 1), times.get(i)).toSeconds());
        }
        return pauses;
    }
}
