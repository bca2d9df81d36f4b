package dev.quaygate.acme.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets lists over http, conditionally, within a minute each. */
public final class HttpRevocationLists implements RevocationListSource {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private final String userAgent;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(10))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    public HttpRevocationLists(String userAgent) {
        this.userAgent = userAgent;
    }

    @Override
    public Optional<Answer> get(URI place, Version known) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(place).setHeader("User-Agent", userAgent);
        if (known.tag() != null) {
            request.setHeader("If-None-Match", known.tag());
        }
        if (known.modified() != null) {
            request.setHeader("If-Modified-Since", known.modified());
        }
        HttpResponse<byte[]> answer = send(request.build());
        if (answer.statusCode() == NOT_MODIFIED) {
            return Optional.empty();
        }
        if (answer.statusCode() != OK) {
            throw new IOException(place + " answered with status " + answer.statusCode());
        }
        var version =
                new Version(
                        answer.headers().firstValue("ETag").orElse(null),
                        answer.headers().firstValue("Last-Modified").orElse(null));
        return Optional.of(new Answer(answer.body(), version));
    }

    private HttpResponse<byte[]> send(HttpRequest request)
            throws IOException, InterruptedException {
        var answer =
                http.sendAsync(
                        request,
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), RevocationList.LARGEST));
        try {
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            throw new HttpTimeoutException("no complete list within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            answer.cancel(true); // closes the connection of an unfinished answer
        }
    }
}
