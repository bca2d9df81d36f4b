package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.AcmeClient;

/** Gives the client for an authority. Called once per distinct issuer; must not ask the network. */
@FunctionalInterface
public interface AcmeClients {
    AcmeClient of(Issuer.Acme issuer);
}
