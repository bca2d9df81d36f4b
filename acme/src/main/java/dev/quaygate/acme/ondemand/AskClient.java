package dev.quaygate.acme.ondemand;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/**
 * Asks a URL that the user wrote: {@code GET URL?domain=NAME}. The name is nothing but an encoded
 * query value, no redirect is followed, no proxy is used, and of the answer only the status is
 * read.
 */
public final class AskClient implements Permission {
    private static final int OK = 200;

    private final URI ask;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * @param timeout from the first packet to the status of the answer
     */
    public AskClient(URI ask, Duration timeout) {
        this.ask = ask;
        this.timeout = timeout;
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .connectTimeout(timeout)
                        .build();
    }

    @Override
    public Answer ask(String name) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(question(name)).timeout(timeout).GET().build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            response.body().close(); // unread: whatever it says, the status has said it
            return response.statusCode() == OK
                    ? new Answer.Allowed()
                    : new Answer.Denied(response.statusCode());
        } catch (HttpTimeoutException _) {
            return new Answer.Failed("no answer within " + timeout.toMillis() + " ms");
        } catch (IOException e) {
            String what = e.getMessage();
            return new Answer.Failed(what == null ? e.getClass().getSimpleName() : what);
        }
    }

    URI question(String name) {
        String joint = ask.getRawQuery() == null ? "?" : "&";
        return URI.create(ask + joint + "domain=" + URLEncoder.encode(name, UTF_8));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
