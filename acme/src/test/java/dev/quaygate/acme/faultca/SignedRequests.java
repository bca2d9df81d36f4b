package dev.quaygate.acme.faultca;

import dev.quaygate.acme.faultca.HttpMessages.Request;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.net.URI;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who signed a request, and what it says (RFC 8555 §6.2 to §6.5). */
final class SignedRequests {
    /**
     * A request that is believed.
     *
     * @param account null for a request signed by a key alone
     */
    record Signed(@Nullable Account account, PublicKey key, Jws jws) {
        boolean isEmpty() {
            return jws.payload().length == 0;
        }
    }

    private final Authority core;
    private final Nonces nonces;
    private final Urls urls;

    SignedRequests(Authority core, Nonces nonces, Urls urls) {
        this.core = core;
        this.nonces = nonces;
        this.urls = urls;
    }

    Signed read(Request request, URI url) throws CaProblem {
        if (!request.method().equals("POST")) {
            throw CaProblem.of(405, "malformed", "POST is needed");
        }
        if (!"application/jose+json".equals(request.header("content-type"))) {
            throw CaProblem.of(415, "malformed", "application/jose+json is needed");
        }
        try {
            Jws jws = Jws.parse(JsonObject.parse(request.body()));
            JsonObject header = jws.header();
            Strict.only(header, List.of("alg", "nonce", "url", "jwk", "kid"), "protected header");
            if (header.has("jwk") == header.has("kid")) {
                throw CaProblem.malformed("exactly one of jwk and kid is needed");
            }
            if (!url.toString().equals(header.text("url"))) {
                throw CaProblem.of(401, "unauthorized", "the url is " + header.text("url"));
            }
            Signed signed = signed(jws);
            nonces.use(header.textOrNull("nonce"));
            return signed;
        } catch (DamagedDocument e) {
            throw CaProblem.malformed(String.valueOf(e.getMessage()));
        }
    }

    private Signed signed(Jws jws) throws CaProblem {
        if (jws.header().has("jwk")) {
            PublicKey key = Jwk.parse(jws.header().object("jwk"));
            jws.verify(key);
            return new Signed(null, key, jws);
        }
        String path = URI.create(jws.header().text("kid")).getPath();
        Account account = core.account(urls.id(Endpoint.ACCOUNT, path));
        jws.verify(account.key);
        return new Signed(account, account.key, jws);
    }
}
