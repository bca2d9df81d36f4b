package dev.quaygate.acme.client;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.shredzone.acme4j.toolbox.AcmeUtils;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * One conversation with an authority: a nonce and a guarded connection, for one call at a time.
 * acme4j would let concurrent calls of one session wait for each other, so a client keeps several.
 */
final class Acme4jSession {
    // The library repeats a request with a refused nonce 10 times; 10 rounds of that make 100.
    private static final int NONCE_ROUNDS = 10;

    /** A request to the authority through the library. */
    interface Request<T> {
        T send() throws AcmeException;
    }

    private final Session session;
    private final GuardedHttp http;

    Acme4jSession(
            AcmeEndpoint endpoint, HttpClient shared, RequestPace pace, Acme4jDirectory directory) {
        http = new GuardedHttp(shared, endpoint.requestLimit(), pace, directory::allows);
        session = new Session(endpoint.directory(), new Provider(endpoint, http, directory));
        session.networkSettings().setTimeout(endpoint.requestLimit());
        // Compressed bodies would dodge the size limit.
        session.networkSettings().setCompressionEnabled(false);
        session.setLocale(Locale.ENGLISH);
    }

    void startCall(Duration limit) {
        http.startCall(limit);
    }

    GuardedHttp http() {
        return http;
    }

    Session library() {
        return session;
    }

    Login login(AcmeAccount account) throws AcmeException {
        return session.login(url(account.url()), account.key());
    }

    static URL url(URI uri) throws AcmeException {
        try {
            return uri.toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new AcmeException("'" + uri + "' is not an address", e);
        }
    }

    /**
     * Sends one request until its nonce is accepted: a refused nonce means that the request was not
     * looked at, so repeating it is safe.
     */
    <T> T withNonce(Request<T> request) throws AcmeException {
        for (int round = 1; ; round++) {
            try {
                return once(request);
            } catch (AcmeException e) {
                if (round == NONCE_ROUNDS || !isBadNonce(e)) {
                    throw e;
                }
            }
        }
    }

    private static <T> T once(Request<T> request) throws AcmeException {
        try {
            return request.send();
        } catch (AcmeLazyLoadingException e) {
            throw e.getCause() instanceof AcmeException real
                    ? real
                    : new AcmeException(e.getMessage(), e);
        }
    }

    private static boolean isBadNonce(AcmeException e) {
        return e instanceof AcmeServerException server
                && "badNonce".equals(AcmeUtils.stripErrorPrefix(server.getType().toString()));
    }

    private static final class Provider extends GenericAcmeProvider {
        private final AcmeEndpoint endpoint;
        private final GuardedHttp http;
        private final Acme4jDirectory directory;

        Provider(AcmeEndpoint endpoint, GuardedHttp http, Acme4jDirectory directory) {
            this.endpoint = endpoint;
            this.http = http;
            this.directory = directory;
        }

        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            return http;
        }

        @Override
        public JSON directory(Session session, URI server) throws AcmeException {
            return directory.current(session);
        }

        @Override
        protected HttpConnector createHttpConnector(NetworkSettings settings, HttpClient client) {
            return new HttpConnector(settings, client) {
                @Override
                public HttpRequest.Builder createRequestBuilder(URL url) {
                    return super.createRequestBuilder(url)
                            .setHeader("User-Agent", endpoint.userAgent());
                }
            };
        }
    }
}
