package dev.quaygate.workers.probe;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;

/** Failures of probes as people read them. */
final class Words {
    private Words() {}

    static String of(IOException failure, Duration within) {
        if (failure instanceof SocketTimeoutException) {
            return "no answer within " + of(within);
        }
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        // "No such file or directory": the shorter form is as clear.
        String text = message.replace(" or directory", "");
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    /** {@code 2 s}, {@code 250 ms}. */
    static String of(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
