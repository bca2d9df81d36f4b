package dev.quaygate.app;

import dev.quaygate.app.admin.ReloadText;
import dev.quaygate.app.state.ReloadResult;

/** Says in the log what became of a reload. */
final class ReloadReport {
    private ReloadReport() {}

    static void log(ReloadResult result) {
        String text = ReloadText.of(result).stripTrailing();
        switch (result) {
            case ReloadResult.Applied applied when applied.running().broken().isEmpty() ->
                    Messages.say("{}", text);
            case ReloadResult.Applied _ -> Messages.warn("{}", text);
            case ReloadResult.Invalid _, ReloadResult.Refused _ -> Messages.error("{}", text);
        }
    }
}
