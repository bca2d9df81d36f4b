package dev.quaygate.acme.server;

import dev.quaygate.acme.client.ExternalAccountBinding;
import java.util.List;

/**
 * How the server behaves.
 *
 * @param bindings keys that new accounts must be bound to (RFC 8555 §7.3.4); none means that
 *     whoever reaches the server may have an account
 * @param httpPort where http-01 is looked for, 80 but in tests
 * @param tlsPort where tls-alpn-01 is looked for, 443 but in tests
 */
public record AcmeServerSettings(List<ExternalAccountBinding> bindings, int httpPort, int tlsPort) {
    public AcmeServerSettings {
        bindings = List.copyOf(bindings);
    }

    /** These bindings, and the ports that clients of this protocol listen on. */
    public static AcmeServerSettings of(List<ExternalAccountBinding> bindings) {
        return new AcmeServerSettings(bindings, 80, 443);
    }
}
