package dev.quaygate.workers.launch;

import dev.quaygate.workers.settings.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Fills in {@code {socket}}, {@code {port}}, {@code {worker}} and {@code {release}}. */
final class Places {
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_./:@%+=,-]*");

    private Places() {}

    static String fill(String text, Assignment who) {
        String filled =
                text.replace("{worker}", Integer.toString(who.worker()))
                        .replace("{release}", who.release());
        if (who.socket() != null) {
            filled = filled.replace("{socket}", who.socket().toString());
        }
        return who.port() == 0 ? filled : filled.replace("{port}", Integer.toString(who.port()));
    }

    /** Program and arguments. */
    static List<String> words(Command command, Assignment who) throws LaunchProblem {
        if (!command.shell()) {
            var words = new ArrayList<String>();
            command.words().forEach(word -> words.add(fill(word, who)));
            return words;
        }
        // The text is the user's, but what is put into it must not become shell code.
        if (command.mentions("{release}") && !HARMLESS.matcher(who.release()).matches()) {
            throw new LaunchProblem(
                    "command: release '"
                            + who.release()
                            + "' holds characters that a shell would interpret; write"
                            + " \"$QUAYGATE_RELEASE\" instead of {release}");
        }
        return List.of("/bin/sh", "-c", fill(command.words().getFirst(), who));
    }
}
