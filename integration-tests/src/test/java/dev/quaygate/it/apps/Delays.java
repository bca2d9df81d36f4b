package dev.quaygate.it.apps;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times between the starts of an app's workers, read from the program's log. */
final class Delays {
    private Delays() {}

    /** Milliseconds between one start and the next. */
    static List<Long> between(String log, String app) {
        Matcher start =
                Pattern.compile(
                                "\"ts\":\"([^\"]+)\".*worker\\.started app="
                                        + Pattern.quote(app)
                                        + " ")
                        .matcher(log);
        var instants = new ArrayList<Instant>();
        while (start.find()) {
            instants.add(Instant.parse(start.group(1)));
        }
        var delays = new ArrayList<Long>();
        for (int i = 1; i < instants.size(); i++) {
            delays.add(Duration.between(instants.get(i - 1), instants.get(i)).toMillis());
        }
        return delays;
    }
}
