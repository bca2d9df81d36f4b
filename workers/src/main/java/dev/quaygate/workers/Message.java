package dev.quaygate.workers;

import dev.quaygate.workers.launch.ProcessId;
import dev.quaygate.workers.resources.WorkerUsage;
import dev.quaygate.workers.settings.AppSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the actor of an app is told. */
sealed interface Message {
    /** Look again. */
    record Wake() implements Message {}

    record NewSettings(AppSettings settings) implements Message {}

    /** The app is not in the settings any more. */
    record Removed() implements Message {}

    /**
     * @param refusal gets why it cannot be done now; empty if it is done
     */
    record Command(Verb verb, RunningOperation operation, CompletableFuture<String> refusal)
            implements Message {}

    record Status(CompletableFuture<AppStatus> answer) implements Message {}

    record Launched(String instance, ProcessId process) implements Message {}

    record LaunchFailed(String instance, Failure failure) implements Message {}

    /**
     * @param reason as in {@code exit 1}
     */
    record Ended(String instance, String reason) implements Message {}

    /** How many processes of the worker's session are left. */
    record Swept(String instance, int left) implements Message {}

    /**
     * @param problem null = a good answer
     */
    record Probed(String instance, @Nullable String problem) implements Message {}

    /** Instance to use; those that could not be measured are missing. */
    record Measured(Map<String, WorkerUsage> usage) implements Message {}

    /** All steps of one kind are over. */
    record Prepared(long preparation, @Nullable Failure failure) implements Message {}

    /** What a person asks for. */
    sealed interface Verb {
        record Restart() implements Verb {}

        record Scale(int workers) implements Verb {}

        record Deploy(Release release) implements Verb {}

        record Rollback() implements Verb {}

        record Stop() implements Verb {}

        record Start() implements Verb {}

        default String word() {
            return switch (this) {
                case Restart() -> "restart";
                case Scale(int _) -> "scale";
                case Deploy(Release _) -> "deploy";
                case Rollback() -> "rollback";
                case Stop() -> "stop";
                case Start() -> "start";
            };
        }
    }

    /**
     * Why something that was to start did not.
     *
     * @param code problem code, as QG7003
     * @param lines last lines that it printed
     */
    record Failure(String code, String why, List<String> lines) {
        public Failure {
            lines = List.copyOf(lines);
        }
    }

    /** Time as people read it, as in {@code 2.1 s}. */
    static String seconds(Duration time) {
        return String.format(java.util.Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
