package dev.quaygate.proxy.settings;

import java.time.Duration;

/** Strict-Transport-Security (RFC 6797), sent on https only. */
public record Hsts(Duration maxAge, boolean includeSubdomains, boolean preload) {
    /** The field value. */
    public String value() {
        return "max-age="
                + maxAge.toSeconds()
                + (includeSubdomains ? "; includeSubDomains" : "")
                + (preload ? "; preload" : "");
    }
}
