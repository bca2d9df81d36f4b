package dev.quaygate.acme.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Single requests to one member's JSON gateway, with the token of a login where there is one. */
final class EtcdTransport implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(3);

    /** gRPC status codes that the gateway passes on. */
    private static final int DEADLINE_EXCEEDED = 4;

    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;

    /** The token is not known any more: members forget it after minutes without use. */
    private static final class StaleToken extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final EtcdSettings settings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private volatile @Nullable String token;

    EtcdTransport(EtcdSettings settings) {
        this.settings = settings;
        var builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(threads)
                        .connectTimeout(CONNECT_LIMIT);
        if (settings.tls() != null) {
            builder.sslContext(settings.tls());
        }
        this.http = builder.build();
    }

    JsonObject call(URI member, String path, JsonObject body) throws EtcdSilence {
        byte[] answer =
                loggedIn(
                        member,
                        () -> {
                            HttpResponse<byte[]> response =
                                    send(member, path, body, BodyHandlers.ofByteArray());
                            check(member, response.statusCode(), response.body());
                            return response.body();
                        });
        try {
            return JsonObject.parse(answer);
        } catch (DamagedDocument e) {
            throw new EtcdSilence("the answer is no JSON: " + e.getMessage());
        }
    }

    /** A stream of answers, one JSON object a line, that the caller closes. */
    InputStream stream(URI member, String path, JsonObject body) throws EtcdSilence {
        return loggedIn(
                member,
                () -> {
                    HttpResponse<InputStream> response =
                            send(member, path, body, BodyHandlers.ofInputStream());
                    if (response.statusCode() != 200) {
                        check(member, response.statusCode(), all(response.body()));
                    }
                    return response.body();
                });
    }

    private interface Call<T> {
        T run() throws EtcdSilence, StaleToken;
    }

    private <T> T loggedIn(URI member, Call<T> call) throws EtcdSilence {
        try {
            if (settings.login() != null && token == null) {
                token = authenticate(member, settings.login());
            }
            try {
                return call.run();
            } catch (StaleToken e) {
                if (settings.login() == null) {
                    throw refused(member, "it wants a login; set storage.etcd.user and password");
                }
                token = authenticate(member, settings.login());
                return call.run();
            }
        } catch (StaleToken e) {
            throw refused(member, "the login is refused");
        }
    }

    private String authenticate(URI member, EtcdSettings.Login login)
            throws EtcdSilence, StaleToken {
        token = null;
        var body = new JsonObject().put("name", login.user()).put("password", login.password());
        HttpResponse<byte[]> response =
                send(member, "/v3/auth/authenticate", body, BodyHandlers.ofByteArray());
        check(member, response.statusCode(), response.body());
        return JsonObject.parse(response.body()).text("token");
    }

    private <T> HttpResponse<T> send(
            URI member, String path, JsonObject body, HttpResponse.BodyHandler<T> handler)
            throws EtcdSilence {
        var request =
                HttpRequest.newBuilder(member.resolve(path))
                        .timeout(REQUEST_LIMIT)
                        .POST(BodyPublishers.ofByteArray(body.toBytes()));
        String known = token;
        if (known != null) {
            request.header("Authorization", known);
        }
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new EtcdSilence(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnreachable("interrupted while waiting for etcd", e);
        }
    }

    /** Tells a member that cannot serve from one that refuses. */
    private static void check(URI member, int status, byte[] body) throws EtcdSilence, StaleToken {
        if (status == 200) {
            return;
        }
        JsonObject problem = problem(body);
        String text = problem.has("message") ? problem.text("message") : "HTTP status " + status;
        int code = problem.has("code") ? problem.number("code") : UNAVAILABLE;
        switch (code) {
            case UNAVAILABLE, DEADLINE_EXCEEDED -> throw new EtcdSilence(text);
            case UNAUTHENTICATED -> throw new StaleToken();
            case RESOURCE_EXHAUSTED ->
                    throw new StoreProblem(
                            "QG3027 etcd at "
                                    + member
                                    + " is full: "
                                    + text
                                    + "; compact and defragment it, then disarm its alarm");
            default -> {
                if (text.contains("auth store is old") || text.contains("user name is empty")) {
                    throw new StaleToken();
                }
                throw refused(member, text);
            }
        }
    }

    private static StoreProblem refused(URI member, String text) {
        return new StoreProblem("QG6001 etcd at " + member + " refuses: " + text);
    }

    private static JsonObject problem(byte[] body) {
        try {
            return JsonObject.parse(body);
        } catch (DamagedDocument e) {
            return new JsonObject();
        }
    }

    private static byte[] all(InputStream body) throws EtcdSilence {
        try (body) {
            return body.readNBytes(1 << 16);
        } catch (IOException e) {
            throw new EtcdSilence(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
