package dev.quaygate.acme.client;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * An answer that has been read to its end. Its headers lack Retry-After, which {@link ResponseHead}
 * reads: the ACME library fails on a value that it cannot parse and hides the answer then.
 */
record ReadResponse<T>(HttpResponse<byte[]> read, T body) implements HttpResponse<T> {
    @Override
    public int statusCode() {
        return read.statusCode();
    }

    @Override
    public HttpRequest request() {
        return read.request();
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
        return HttpHeaders.of(
                read.headers().map(), (name, _) -> !name.equalsIgnoreCase("Retry-After"));
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return read.sslSession();
    }

    @Override
    public URI uri() {
        return read.uri();
    }

    @Override
    public Version version() {
        return read.version();
    }
}
