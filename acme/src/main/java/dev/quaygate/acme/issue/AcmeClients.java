package dev.quaygate.acme.issue;

import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.client.HttpRevocationLists;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.client.RevocationListSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;

/** Gives the client for an authority. Called once per distinct issuer; must not ask the network. */
@FunctionalInterface
public interface AcmeClients {
    /**
     * @throws IllegalArgumentException if the issuer's {@code caRoot} cannot be read
     */
    AcmeClient of(Issuer.Acme issuer);

    /** Where lists of revoked certificates are got from. */
    default RevocationListSource lists() {
        return RevocationListSource.NONE;
    }

    /**
     * Clients that trust what each issuer says: its {@code caRoot}, else the roots of the runtime.
     *
     * @param userAgent sent with each request, for instance {@code shop/1.0}
     */
    static AcmeClients named(String userAgent, InstantSource clock) {
        return new AcmeClients() {
            private final RevocationListSource lists = new HttpRevocationLists(userAgent);

            @Override
            public AcmeClient of(Issuer.Acme issuer) {
                return trusting(issuer, userAgent, clock);
            }

            @Override
            public RevocationListSource lists() {
                return lists;
            }
        };
    }

    private static AcmeClient trusting(Issuer.Acme issuer, String userAgent, InstantSource clock) {
        var endpoint = AcmeEndpoint.of(issuer.directory(), userAgent);
        Path roots = issuer.caRoot();
        if (roots == null) {
            return new Acme4jClient(endpoint, clock);
        }
        try {
            var trusted = Pem.certificates(Files.readString(roots));
            return new Acme4jClient(endpoint.withRoots(trusted), clock);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "issuer " + issuer.id() + ": caRoot: cannot read " + roots, e);
        }
    }
}
