package dev.quaygate.acme.client;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an authority from hurting us: no answer is read for longer than the request's and the
 * call's time, none beyond 1 MiB, no JSON nested deeper than 20, no request leaves for a host that
 * {@code allowedHost} refuses. Remembers the head of the last answer.
 *
 * <p>For one thread at a time; several may share the wrapped client.
 */
final class GuardedHttp extends HttpClient {
    private static final int LARGEST_BODY = 1024 * 1024;
    private static final int DEEPEST_JSON = 20;

    private final HttpClient wrapped;
    private final Duration requestLimit;
    private final RequestPace pace;
    private final Predicate<String> allowedHost;
    private long callEndNanos;
    private @Nullable ResponseHead last;

    GuardedHttp(
            HttpClient wrapped,
            Duration requestLimit,
            RequestPace pace,
            Predicate<String> allowedHost) {
        this.pace = pace;
        this.wrapped = wrapped;
        this.requestLimit = requestLimit;
        this.allowedHost = allowedHost;
    }

    /** Starts the time of a call, which may be many requests. */
    void startCall(Duration limit) {
        callEndNanos = System.nanoTime() + limit.toNanos();
        last = null;
    }

    /** Status and headers of the last answer of this call, if there was one. */
    Optional<ResponseHead> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        last = null;
        refuseForeign(request);
        pace.await();
        HttpResponse<byte[]> answer = exchange(request);
        last = new ResponseHead(answer.statusCode(), answer.headers());
        refuseDeepJson(answer);
        return new ReadResponse<>(answer, body(answer, handler));
    }

    private void refuseForeign(HttpRequest request) throws IOException {
        String host = request.uri().getHost();
        if (!"https".equals(request.uri().getScheme()) || host == null || !allowedHost.test(host)) {
            throw new IOException(
                    "the CA sent us to '"
                            + request.uri().getScheme()
                            + "://"
                            + host
                            + "', which is not a host of its directory");
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request)
            throws IOException, InterruptedException {
        long limit = Math.min(requestLimit.toNanos(), callEndNanos - System.nanoTime());
        if (limit <= 0) {
            throw new HttpTimeoutException("the time for the whole step was used up");
        }
        var answer =
                wrapped.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_BODY));
        try {
            return answer.get(limit, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new HttpTimeoutException(
                    "no complete answer within " + TimeUnit.NANOSECONDS.toMillis(limit) + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            answer.cancel(true); // closes the connection of an unfinished answer
        }
    }

    private static void refuseDeepJson(HttpResponse<byte[]> answer) throws IOException {
        boolean json =
                answer.headers()
                        .firstValue("Content-Type")
                        .filter(type -> type.contains("json"))
                        .isPresent();
        if (json && depth(answer.body()) > DEEPEST_JSON) {
            throw new IOException("the answer nests JSON deeper than " + DEEPEST_JSON + " levels");
        }
    }

    private static int depth(byte[] json) {
        int depth = 0;
        int deepest = 0;
        boolean text = false;
        for (int i = 0; i < json.length; i++) {
            switch (json[i]) {
                case '"' -> text = !text;
                case '\\' -> i += text ? 1 : 0;
                case '{', '[' -> deepest = text ? deepest : Math.max(deepest, ++depth);
                case '}', ']' -> depth -= text ? 0 : 1;
                default -> {}
            }
        }
        return deepest;
    }

    /** Hands the bytes, all here already, to the handler of the caller. */
    private static <T> T body(HttpResponse<byte[]> answer, BodyHandler<T> handler) {
        var info = new ReadInfo(answer.statusCode(), answer.headers(), answer.version());
        var subscriber = handler.apply(info);
        subscriber.onSubscribe(new NothingMore());
        subscriber.onNext(List.of(ByteBuffer.wrap(answer.body())));
        subscriber.onComplete();
        return subscriber.getBody().toCompletableFuture().join();
    }

    private record ReadInfo(int statusCode, HttpHeaders headers, Version version)
            implements HttpResponse.ResponseInfo {}

    private static final class NothingMore implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> h) {
        throw new UnsupportedOperationException("only send() is guarded");
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> h, @Nullable PushPromiseHandler<T> push) {
        throw new UnsupportedOperationException("only send() is guarded");
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return wrapped.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return wrapped.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return wrapped.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return wrapped.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return wrapped.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return wrapped.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return wrapped.authenticator();
    }

    @Override
    public Version version() {
        return wrapped.version();
    }

    @Override
    public Optional<Executor> executor() {
        return wrapped.executor();
    }
}
