package dev.quaygate.acme.challenge;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    /** Prefix of options that are variables of a hook's environment. */
    public static final String VARIABLE = "env.";

    /** Variables for the environment of a hook. */
    public Map<String, String> variables() {
        var variables = new TreeMap<String, String>();
        values.forEach((name, value) -> {
            if (name.startsWith(VARIABLE)) {
                variables.put(name.substring(VARIABLE.length()), value);
            }
        });
        return variables;
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
