package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Requests to the interface of a provider: no redirects, answers of at most 1 MiB, one time limit.
 * Messages show the provider's words without secrets.
 */
final class ProviderHttp {
    private static final int LARGEST = 1024 * 1024;
    private static final int SHOWN = 300;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private final URI base;
    private final Map<String, String> fields;
    private final Duration limit;
    private final Mask mask;

    /**
     * @param base paths are added to it
     * @param fields of every request
     * @param mask for the provider's words
     */
    ProviderHttp(String base, Map<String, String> fields, Duration limit, Mask mask) {
        this.base = address(base);
        this.fields = Map.copyOf(fields);
        this.limit = limit;
        this.mask = mask;
    }

    /** What a provider answered. */
    record Reply(int status, String body) {
        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** The answer as a JSON object. */
        JsonObject json() throws IOException {
            try {
                return JsonObject.parse(body);
            } catch (DamagedDocument e) {
                throw new IOException("the answer is not JSON: " + e.getMessage(), e);
            }
        }
    }

    private static URI address(String base) {
        URI uri = URI.create(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
        String scheme = String.valueOf(uri.getScheme());
        if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new IllegalArgumentException("url: '" + base + "' is not an http address");
        }
        return uri;
    }

    URI base() {
        return base;
    }

    /** Sends and gives whatever comes back. */
    Reply send(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, Map.of());
    }

    Reply send(String method, String path, String body, Map<String, String> more)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(limit)
                        .header("User-Agent", "quaygate")
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        fields.forEach(request::setHeader);
        more.forEach(request::setHeader);
        HttpResponse<InputStream> answer =
                CLIENT.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            byte[] bytes = in.readNBytes(LARGEST);
            return new Reply(answer.statusCode(), new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** Sends and takes only an answer of 2xx. */
    Reply expect(String method, String path, String body) throws IOException, InterruptedException {
        Reply reply = send(method, path, body);
        if (!reply.isGood()) {
            throw refused(method, path, reply);
        }
        return reply;
    }

    IOException refused(String method, String path, Reply reply) {
        String words = reply.body().strip().replaceAll("\\s+", " ");
        String cut = words.length() > SHOWN ? words.substring(0, SHOWN) + "…" : words;
        int query = path.indexOf('?');
        String where = base.getHost() + (query < 0 ? path : path.substring(0, query));
        return new IOException(
                method + " " + where + " answers " + reply.status() + ": " + mask.apply(cut));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
