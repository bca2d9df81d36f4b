package dev.quaygate.acme.challenge;

import dev.quaygate.acme.dns.AuthoritativeDns;
import java.util.List;

/**
 * A kind of DNS provider, found by {@link java.util.ServiceLoader}: the one place where Quaygate
 * takes code from outside. Give the class a public constructor without parameters and name it in
 * {@code META-INF/services/dev.quaygate.acme.challenge.DnsProvider}.
 */
public interface DnsProvider {
    /**
     * An option of the provider.
     *
     * @param name key in the configuration, for instance {@code token}
     * @param required whether it cannot be left out
     * @param secret whether its value is never shown; it may then be written as {@code env:NAME} or
     *     {@code file:/path}
     * @param meaning half a sentence for the reference
     */
    record Option(String name, boolean required, boolean secret, String meaning) {}

    /** The word in the configuration, for instance {@code cloudflare}. */
    String word();

    /** All options; an unknown one is refused before {@link #open} is called. */
    List<Option> options();

    /**
     * Makes a writer for one account. Contacts nobody.
     *
     * @param dns for providers that look for a server by themselves
     * @throws IllegalArgumentException starting with the name of the option that is wrong
     */
    TxtWriter open(ProviderOptions options, AuthoritativeDns dns);
}
