package dev.quaygate.app.events;

import dev.quaygate.app.config.settings.EventSettings.Group;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that happened.
 *
 * @param id number in this process, from 1
 * @param key by which a receiver can tell a repetition
 * @param once whether a later process may tell the same again, with the same key; receivers then
 *     hear it once
 * @param kind group and what, for instance {@code certificate.failed}
 * @param subject name of the certificate or app; empty for a reload
 * @param attention whether a person should look
 * @param text for a person; may have several lines
 * @param data more facts by name
 */
public record Event(
        long id,
        String key,
        boolean once,
        Instant at,
        String kind,
        String subject,
        boolean attention,
        String text,
        Map<String, String> data) {
    public Event {
        data = Map.copyOf(data);
    }

    boolean isOf(Group group) {
        return kind.startsWith(group.name().toLowerCase(Locale.ROOT) + ".")
                || group == Group.APP && kind.startsWith("worker.");
    }

    /** As it goes to receivers; {@code id} is the key, by which one can tell a repetition. */
    public ObjectNode json() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", key).put("kind", kind).put("at", at.toString());
        node.put("subject", subject).put("attention", attention).put("text", text);
        ObjectNode facts = node.putObject("data");
        data.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue()));
        return node;
    }
}
