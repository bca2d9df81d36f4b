package dev.quaygate.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.testing.Statuses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Guards W24: apps as people read them. */
final class AppTextTest {
    private final AppText text = new AppText(Statuses.NOW);

    @Test
    void tableHasOneRowForEachAppAndSaysWhatIsWrong() {
        assertThat(text.table(List.of(Statuses.shop(), Statuses.mail())))
                .isEqualTo(
                        """
                        APP   RELEASE     WORKERS  USED  MEMORY         RESTARTS  LAST EXIT              STATE
                        shop  2026-11-20  2 of 2   61 %  412 + 398 MiB  1         worker 2: soft memory  ready
                        mail  1.4.2       0 of 3   -     -              7         worker 1: exit 1       crashLoop, next try in 48s
                        mail: "ModuleNotFoundError: No module named 'smtp'\\x1b[0m"    quaygate apps logs mail
                        """);
    }

    @Test
    void oneAppHasItsWorkersAdviceAndSteps() {
        assertThat(text.one(Statuses.shop()))
                .isEqualTo(
                        """
                        shop   release /srv/shop/2026-11-20   2 of 2 ready, 61 % used   ready
                        advice   keep 2 workers: 61 % is inside 50 to 90 %
                        WORKER  PID   STATE            FOR  MEMORY   CPU   IN FLIGHT  RESTARTS  LAST EXIT    ENDPOINT
                        1       4711  ready (adopted)  3h   412 MiB  0.31  3          0         -            unix:/run/quaygate/apps/shop/1.sock
                        2       4712  ready            3h   398 MiB  0.31  3          1         soft memory  unix:/run/quaygate/apps/shop/2.sock
                        prestart migrate  once per release  done in 3.1 s (exit 0)   2026-11-20T09:00:11Z
                        """);
    }

    @Test
    void appThatFailsShowsWhyAndItsLastLinesWithoutOrdersToTheTerminal() {
        assertThat(text.one(Statuses.mail()))
                .contains(
                        "why      QG7002 exit 1\n",
                        "fit      3 workers of 1 GiB need 3 GiB; 1 fits\n",
                        "crashLoop, next try in 48s",
                        "crashLoop, after worker 1's next try in 48s",
                        "last lines of the worker that failed:\n  Traceback\n",
                        "  ModuleNotFoundError: No module named 'smtp'\\x1b[0m\n")
                .doesNotContain("\u001b");
    }

    @Test
    void aWorkerThatWaitsForAnotherSaysThatThatOneTries() {
        assertThat(new AppText(Statuses.NOW.plusSeconds(49)).one(Statuses.mail()))
                .contains("crashLoop, after worker 1, which tries now");
    }

    @Test
    void stepsComeWithWhatTheyPrinted() {
        assertThat(text.prestart(Statuses.shop()))
                .contains("migrate", "done in 3.1 s", "  3 tables\n");
        assertThat(text.prestart(Statuses.mail()))
                .isEqualTo("mail has no steps before its start\n");
    }
}
