package dev.quaygate.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.Command;
import dev.quaygate.workers.settings.PrestartStep;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says by a hash what processes are made from, so that changes are seen over restarts. Pure. */
final class Definition {
    private Definition() {}

    /** Of all that a running worker cannot take over: when it changes, workers are replaced. */
    static String ofWorkers(AppSettings app) {
        var text = new StringBuilder();
        add(text, app.command());
        add(text, app.cwd());
        add(text, app.identity());
        add(text, app.listen());
        add(text, app.envFiles());
        add(text, String.valueOf(app.release()));
        new TreeMap<>(app.env()).forEach((name, value) -> add(text, name + "=" + value));
        app.prestart().forEach(step -> add(text, step.run() + " " + step.once()));
        return hash(text);
    }

    /** Of one step and what it runs for: names of the environment, not values. */
    static String ofStep(AppSettings app, String release, PrestartStep step) {
        var text = new StringBuilder();
        add(text, app.name());
        add(text, release);
        add(text, step.run());
        add(text, new TreeSet<>(app.env().keySet()));
        add(text, app.envFiles());
        add(text, String.valueOf(app.identity().user()));
        return hash(text);
    }

    private static void add(StringBuilder text, Object part) {
        String written =
                part instanceof Command command
                        ? command.shell() + " " + String.join("\0", command.words())
                        : part.toString();
        // The length in front: two parts never read like one that holds both.
        text.append(written.length()).append(':').append(written).append('\n');
    }

    private static String hash(StringBuilder text) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(sum, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
