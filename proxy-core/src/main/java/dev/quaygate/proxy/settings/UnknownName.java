package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

/** What a TLS client is shown whose server name no route names, or who sends none. */
public sealed interface UnknownName {
    /** No certificate: the alert {@code unrecognized_name} (RFC 6066 §3). */
    record Refuse() implements UnknownName {}

    /**
     * The certificate of a host of ours, for clients that ask by address or cannot send a name. Not
     * while that host itself has none.
     *
     * @param host folded name, or {@code *.example.com} for the certificate of that wildcard
     */
    record Show(String host) implements UnknownName {
        public Show {
            require(!host.isEmpty() && !host.equals("*"), "host", "'" + host + "' is not one host");
        }
    }
}
