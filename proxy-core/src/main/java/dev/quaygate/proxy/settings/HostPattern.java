package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

/** Host of a route, already folded: lower case, A-labels, no trailing dot, no port. */
public sealed interface HostPattern {
    /** One name or one IP literal (IPv6 without brackets). */
    record Exact(String name) implements HostPattern {
        public Exact {
            require(!name.isEmpty(), "host", "a host must not be empty");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Exactly one label in front of a suffix.
     *
     * @param suffix without the star and its dot: {@code example.com} for {@code *.example.com}
     */
    record Wildcard(String suffix) implements HostPattern {
        public Wildcard {
            require(!suffix.isEmpty(), "host", "a wildcard needs a suffix");
        }

        @Override
        public String toString() {
            return "*." + suffix;
        }
    }

    /** Every host that no other pattern takes. */
    record Any() implements HostPattern {
        @Override
        public String toString() {
            return "*";
        }
    }
}
