package dev.quaygate.acme.challenge;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Values of the options of one DNS provider. Its text form shows the names only.
 *
 * @param values by name, secrets included
 * @param limit for one change, from the request to the provider's answer
 */
public record ProviderOptions(Map<String, String> values, Duration limit) {
    public ProviderOptions {
        values = Map.copyOf(values);
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("timeout: " + limit + " must be positive");
        }
    }

    /** A value that must be there. */
    public String require(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(name + ": it is missing"));
    }

    /** A value if it is there. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public String toString() {
        return "ProviderOptions" + values.keySet();
    }
}
