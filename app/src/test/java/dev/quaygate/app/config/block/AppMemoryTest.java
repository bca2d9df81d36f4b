package dev.quaygate.app.config.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.form.Reading;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.app.config.source.SourceFile;
import dev.quaygate.app.config.source.YamlTree;
import dev.quaygate.workers.resources.Machine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Guards W12 in {@code check}: how many workers fit is said before anything starts. */
final class AppMemoryTest {
    private static final Machine SMALL = new Machine(2, 3L << 30, 3L << 30, "cgroup limit 3 GiB");

    @Test
    void workersThatDoNotFitAreWarnedAboutAtTheirNumber() {
        assertThat(problems("{command: [./serve], workers: 4, memory: 1GiB}"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("QG7004");
                    assertThat(problem.isError()).isFalse();
                    assertThat(problem.column()).isEqualTo(44);
                    assertThat(problem.message())
                            .startsWith("shop: 4 workers of 1 GiB need 4 GiB")
                            .contains("cgroup limit 3 GiB", "2 fit");
                    assertThat(problem.hint()).contains("lower memory", "overcommit: true");
                });
    }

    @Test
    void whatFitsOrIsWantedAnywayIsNotWarnedAbout() {
        assertThat(problems("{command: [./serve], workers: 2, memory: 1GiB}")).isEmpty();
        assertThat(problems("{command: [./serve], workers: 4}")).isEmpty();
        assertThat(
                        problems(
                                "{command: [./s], workers: 4,"
                                        + " memory: {hard: 1GiB, overcommit: true}}"))
                .isEmpty();
    }

    private static List<Problem> problems(String app) {
        var file = new SourceFile(Path.of("/x/q.yaml"), "q.yaml", "apps: {shop: " + app + "}\n");
        var problems = new Problems();
        var reading = new Reading(problems, Map.of());
        Mapping root = (Mapping) YamlTree.parse(file, problems).orElseThrow();
        Map<String, AppDraft> apps =
                RootBlock.APPS
                        .form()
                        .read(root.entry("apps").orElseThrow().value(), reading)
                        .orElseThrow();

        AppMemory.warn(apps, SMALL, problems);

        return problems.list(List.of(file));
    }
}
