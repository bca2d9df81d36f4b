package dev.quaygate.acme.faultca;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.faultca.HttpMessages.Answer;
import dev.quaygate.acme.faultca.SignedRequests.Signed;
import dev.quaygate.acme.store.JsonObject;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Requests about orders and certificates (RFC 8555 §7.4 to §7.6). */
final class OrderRequests {
    private static final List<String> WISH =
            List.of("identifiers", "notBefore", "notAfter", "replaces", "profile");

    private final Authority core;
    private final Urls urls;
    private final Views views;

    OrderRequests(Authority core, Urls urls, Views views) {
        this.core = core;
        this.urls = urls;
        this.views = views;
    }

    Answer create(Signed request, Account account) throws CaProblem {
        JsonObject wish = request.jws().json();
        Strict.only(wish, WISH, "newOrder");
        List<String> names = new ArrayList<>();
        for (JsonObject identifier : wish.objects("identifiers")) {
            Strict.only(identifier, List.of("type", "value"), "identifier");
            names.add(identifier.text("value"));
        }
        Order order =
                core.newOrder(
                        account,
                        new Orders.Wish(
                                names,
                                wish.textOrNull("profile"),
                                wish.textOrNull("replaces"),
                                wish.instantOrNull("notAfter")));
        return view(201, order);
    }

    Answer get(Account account, String id) throws CaProblem {
        return view(200, core.order(account, id));
    }

    Answer finish(Signed request, Account account, String id) throws CaProblem {
        JsonObject wish = request.jws().json();
        Strict.only(wish, List.of("csr"), "finalize");
        return view(200, core.finish(account, id, Jws.decode(wish.text("csr"))));
    }

    private Answer view(int status, Order order) {
        return Answer.json(status, views.order(order, core.now()))
                .with("Location", urls.of(Endpoint.ORDER, order.id).toString())
                .with("Retry-After", "2");
    }

    Answer authorization(Signed request, Account account, String id) throws CaProblem {
        Authorization authorization = core.authorization(account, id);
        if (!request.isEmpty()) {
            JsonObject wish = request.jws().json();
            Strict.only(wish, List.of("status"), "authorization");
            core.deactivate(authorization);
        }
        return Answer.json(200, views.authorization(authorization, core.now()));
    }

    Answer challenge(Signed request, Account account, String id) throws CaProblem {
        CaChallenge challenge;
        if (request.isEmpty()) {
            challenge = core.challenge(account, id);
        } else {
            Strict.only(request.jws().json(), List.of(), "challenge");
            challenge = core.trigger(account, id, Jwk.thumbprint(account.key));
        }
        String up = urls.of(Endpoint.AUTHORIZATION, challenge.authorization.id).toString();
        return Answer.json(200, views.challenge(challenge)).with("Link", "<" + up + ">;rel=\"up\"");
    }

    Answer certificate(String id) throws CaProblem {
        boolean alternate = id.endsWith("/1");
        Issued issued = core.certificate(alternate ? id.substring(0, id.length() - 2) : id);
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf(issued)));
        chain.addAll(core.signer().chain(alternate));
        String other =
                urls.of(Endpoint.CERTIFICATE, alternate ? issued.id : issued.id + "/1").toString();
        return Answer.of(200, "application/pem-certificate-chain", Pem.of(chain).getBytes(UTF_8))
                .with("Link", "<" + other + ">;rel=\"alternate\"");
    }

    Answer revoke(Signed request) throws CaProblem {
        JsonObject wish = request.jws().json();
        Strict.only(wish, List.of("certificate", "reason"), "revokeCert");
        X509Certificate certificate = x509(Jws.decode(wish.text("certificate")));
        CertId id = CertId.of(certificate).orElseThrow();
        Account account = request.account();
        if (account == null) {
            if (!certificate.getPublicKey().equals(request.key())) {
                throw CaProblem.of(403, "unauthorized", "the key is not the certificate's");
            }
            core.revoke(id);
        } else {
            core.revoke(account, id.value());
        }
        return Answer.of(200, "text/plain", new byte[0]);
    }

    static X509Certificate leaf(Issued issued) throws CaProblem {
        return x509(issued.leaf);
    }

    private static X509Certificate x509(byte[] der) throws CaProblem {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw CaProblem.malformed("no certificate");
        }
    }
}
