package dev.quaygate.acme.client;

import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.AcmeAuthorization.OfferedChallenge;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.pebble.TlsAlpn01Server;
import java.net.URI;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One order from start to end, step by step, the way a test wants it. */
final class Issuance {
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private interface Ask<T> {
        T now() throws AcmeFailure, InterruptedException;
    }

    private final AcmeClient client;
    private final AcmeAccount account;

    Issuance(AcmeClient client, AcmeAccount account) {
        this.client = client;
        this.account = account;
    }

    /** Authorizes by http-01 and takes the certificate. */
    CertifiedKey byHttp(Http01Server server, OrderRequest request) throws Exception {
        AcmeOrder order = client.newOrder(account, request);
        authorizeByHttp(server, order);
        return take(order.url(), request.names());
    }

    void authorizeByHttp(Http01Server server, AcmeOrder order) throws Exception {
        for (URI url : order.authorizations()) {
            AcmeAuthorization authorization = client.getAuthorization(account, url);
            if (authorization.status() == AcmeStatus.PENDING) {
                OfferedChallenge offered = authorization.challenge(Http01.TYPE).orElseThrow();
                server.present(
                        new Http01(
                                authorization.name(),
                                present(offered.token()),
                                present(offered.keyAuthorization())));
                client.triggerChallenge(account, offered.url());
            }
        }
        awaitReady(order);
    }

    /** Authorizes by tls-alpn-01 and takes the certificate. */
    CertifiedKey byTls(TlsAlpn01Server server, OrderRequest request) throws Exception {
        AcmeOrder order = client.newOrder(account, request);
        for (URI url : order.authorizations()) {
            AcmeAuthorization authorization = client.getAuthorization(account, url);
            OfferedChallenge offered = authorization.challenge(TlsAlpn01.TYPE).orElseThrow();
            var challenge =
                    new TlsAlpn01(authorization.name(), present(offered.keyAuthorization()));
            server.present(challenge, challenge.certificate(Instant.now()));
            client.triggerChallenge(account, offered.url());
        }
        awaitReady(order);
        return take(order.url(), request.names());
    }

    /** Finalizes a ready order and downloads a chain that passes the check. */
    CertifiedKey take(URI order, List<String> names) throws Exception {
        KeyPair key = KeyType.P256.generate();
        client.finalizeOrder(account, order, Csr.der(names, key));
        AcmeOrder done =
                await(
                        () -> client.getOrder(account, order),
                        seen -> seen.status() != AcmeStatus.PROCESSING);
        IssuedChain chain = client.download(account, present(done.certificate()));
        var problem =
                ChainCheck.problem(chain.certificates(), names, key.getPublic(), Instant.now());
        if (problem.isPresent()) {
            throw new AssertionError(problem.get());
        }
        return new CertifiedKey(chain.certificates(), key.getPrivate());
    }

    void awaitReady(AcmeOrder order) throws Exception {
        AcmeOrder seen =
                await(
                        () -> client.getOrder(account, order.url()),
                        o -> o.status() != AcmeStatus.PENDING);
        if (seen.status() != AcmeStatus.READY) {
            throw new AssertionError("order is " + seen);
        }
    }

    private static <T> T await(Ask<T> ask, Predicate<T> done) throws Exception {
        long end = System.nanoTime() + LIMIT_NANOS;
        T seen = ask.now();
        while (!done.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still " + seen);
            }
            LockSupport.parkNanos(50_000_000L);
            seen = ask.now();
        }
        return seen;
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("the CA left out a required field");
        }
        return value;
    }
}
