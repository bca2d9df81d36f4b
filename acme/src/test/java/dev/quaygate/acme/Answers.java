package dev.quaygate.acme;

import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.pebble.TlsAlpn01Server;
import org.jspecify.annotations.Nullable;

/** Gives answers to servers of a test, which keep them; null where a kind may not be used. */
public record Answers(@Nullable Http01Server http, @Nullable TlsAlpn01Server tls)
        implements ChallengePresenter {
    @Override
    public void presentHttp01(String token, String keyAuthorization) {
        if (http == null) {
            throw new AssertionError("http-01 may not be used");
        }
        http.present(new Http01("any.example.com", token, keyAuthorization));
    }

    @Override
    public void withdrawHttp01(String token) {}

    @Override
    public void presentTlsAlpn01(String name, CertifiedKey certificate) {
        if (tls == null) {
            throw new AssertionError("tls-alpn-01 may not be used");
        }
        tls.present(new TlsAlpn01(name, "made already"), certificate);
    }

    @Override
    public void withdrawTlsAlpn01(String name) {}
}
