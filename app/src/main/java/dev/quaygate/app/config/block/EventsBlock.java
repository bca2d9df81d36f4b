package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.app.config.form.Refused;
import dev.quaygate.app.config.form.SecretForms;
import dev.quaygate.app.config.settings.EventSettings;
import dev.quaygate.app.config.settings.EventSettings.Group;
import dev.quaygate.app.config.settings.Secret;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code events:}. */
final class EventsBlock {
    private static final Key<URI> WEBHOOK =
            Key.required("webhook", Paths.url(), "each event is POSTed there as JSON");
    private static final Key<List<Group>> ON =
            Key.of(
                    "on",
                    Forms.list(Forms.words(Group.class, Forms::camelCase, "health", "fleet")),
                    List.of("certificate", "reload", "app"),
                    "groups of events that are sent");
    private static final Key<Secret> SECRET =
            Key.optional(
                    "secret",
                    SecretForms.secret(),
                    "none",
                    "key of the HMAC-SHA256 signature in X-Quaygate-Signature");

    static final Form<List<EventSettings>> LIST =
            Forms.map(
                    Forms.list(
                            Block.of(
                                    List.of(WEBHOOK, ON, SECRET),
                                    fields ->
                                            new EventSettings(
                                                    fields.get(WEBHOOK),
                                                    Set.copyOf(fields.get(ON)),
                                                    fields.find(SECRET).orElse(null)))),
                    EventsBlock::unique);

    private EventsBlock() {}

    private static List<EventSettings> unique(List<EventSettings> receivers) {
        Set<URI> seen = new HashSet<>();
        for (EventSettings receiver : receivers) {
            if (!seen.add(receiver.webhook())) {
                throw new Refused(
                        "QG1022",
                        "webhook `" + receiver.webhook() + "` stands twice",
                        "write it once, with all groups under `on`");
            }
        }
        return receivers;
    }
}
