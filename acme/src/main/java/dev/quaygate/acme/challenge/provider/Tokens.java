package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider.Option;
import dev.quaygate.acme.challenge.ProviderOptions;
import java.util.List;
import java.util.Map;

/** What providers with one token and JSON have in common. */
final class Tokens {
    static final Option TOKEN =
            new Option(
                    "token", true, true, "token of the interface, for this zone only if possible");
    static final Option URL =
            new Option("url", false, false, "address of the interface, if not the usual one");

    private Tokens() {}

    static ProviderHttp http(ProviderOptions options, String url, String scheme) {
        String token = options.require("token");
        return new ProviderHttp(
                options.find("url").orElse(url),
                Map.of("Authorization", scheme + token, "Content-Type", "application/json"),
                options.limit(),
                Mask.of(List.of(token)));
    }

    /** The text of a TXT value, which some interfaces put in quotes. */
    static String bare(String content) {
        boolean quoted = content.length() > 1 && content.startsWith("\"") && content.endsWith("\"");
        return quoted ? content.substring(1, content.length() - 1) : content;
    }
}
