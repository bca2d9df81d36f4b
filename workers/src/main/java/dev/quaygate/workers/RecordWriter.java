package dev.quaygate.workers;

import dev.quaygate.workers.Message.Failure;
import java.io.IOException;
import java.util.List;

/** Writes decisions down, and says so if that fails: they hold until we end. One thread. */
final class RecordWriter {
    /** One change of {@link AppRecord}. */
    interface Writing {
        void run() throws IOException;
    }

    private final AppContext app;
    private final OpenTask task;

    RecordWriter(AppContext app, OpenTask task) {
        this.app = app;
        this.task = task;
    }

    void attempt(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            app.attention("app.stateUnwritable", 0, "reason=\"" + e.getMessage() + "\"");
            String why = "state cannot be written: " + e.getMessage();
            task.failed("", new Failure("", why, List.of()));
        }
    }
}
