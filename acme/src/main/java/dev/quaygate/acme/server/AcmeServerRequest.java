package dev.quaygate.acme.server;

import java.net.URI;

/**
 * A request as some HTTP server has read it.
 *
 * @param method as sent
 * @param base what URLs of this server begin with, {@code https://ca.internal:8443}
 * @param path of the target, without query
 * @param mediaType of the body, lower case, without parameters; empty if there is none
 * @param body at most {@link AcmeServer#LARGEST_BODY} bytes
 * @param client address of the client, for limits
 */
public record AcmeServerRequest(
        String method, String base, String path, String mediaType, byte[] body, String client) {
    public AcmeServerRequest {
        if (!base.startsWith("https://") || URI.create(base).getHost() == null) {
            throw new IllegalArgumentException("base: '" + base + "' is not https and a host");
        }
    }

    String url() {
        return base + path;
    }
}
