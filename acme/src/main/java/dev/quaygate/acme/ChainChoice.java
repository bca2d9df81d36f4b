package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.client.AcmeAccount;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.IssuedChain;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Downloads a certificate with the chain the operator wants, or as the authority sends it. */
record ChainChoice(AcmeClient client, Timeline timeline) {
    List<X509Certificate> download(AcmeAccount account, URI url, @Nullable String preferredRoot)
            throws AcmeFailure, InterruptedException {
        IssuedChain chain = client.download(account, url);
        if (preferredRoot == null || leadsTo(chain, preferredRoot)) {
            return chain.certificates();
        }
        for (URI alternate : chain.alternates()) {
            IssuedChain other = client.download(account, alternate);
            if (leadsTo(other, preferredRoot)) {
                return other.certificates();
            }
        }
        timeline.add(
                Kind.ISSUED,
                "no chain leads to '" + preferredRoot + "'; the CA's own choice is used");
        return chain.certificates();
    }

    private static boolean leadsTo(IssuedChain chain, String root) {
        return !chain.certificates().isEmpty()
                && root.equals(CommonName.ofIssuer(chain.certificates().getLast()));
    }
}
