package dev.quaygate.app.config.settings;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One receiver of events.
 *
 * @param webhook where they are POSTed
 * @param on groups that it wants
 * @param secret key of the signature (HMAC-SHA256), or null for none
 */
public record EventSettings(URI webhook, Set<Group> on, @Nullable Secret secret) {
    /** What an event is about: the part of its kind before the dot. */
    public enum Group {
        CERTIFICATE,
        RELOAD,
        APP
    }

    public EventSettings {
        on = Set.copyOf(on);
    }
}
