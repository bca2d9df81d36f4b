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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Single requests to one member's JSON gateway, with the token of a login where there is one. */
final class EtcdTransport implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(3);

    /** Far more than all keys of a fleet with ten thousand names. */
    private static final int LONGEST_ANSWER = 16 << 20;

    /** gRPC status codes that the gateway passes on. */
    private static final int DEADLINE_EXCEEDED = 4;

    private static final int PERMISSION_DENIED = 7;
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
    private final ReentrantLock logins = new ReentrantLock();
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
        byte[] answer = loggedIn(member, () -> answer(member, path, body));
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

    private byte[] answer(URI member, String path, JsonObject body) throws EtcdSilence, StaleToken {
        HttpResponse<InputStream> response = send(member, path, body, BodyHandlers.ofInputStream());
        byte[] answer = all(response.body());
        check(member, response.statusCode(), answer);
        if (answer.length > LONGEST_ANSWER) {
            // What somebody else has put below our prefix must not fill the memory.
            throw new StoreProblem(
                    "QG6001 etcd at "
                            + member
                            + " answers with more than "
                            + (LONGEST_ANSWER >> 20)
                            + " MiB; delete the large value below storage.etcd.prefix");
        }
        return answer;
    }

    private interface Call<T> {
        T run() throws EtcdSilence, StaleToken;
    }

    private <T> T loggedIn(URI member, Call<T> call) throws EtcdSilence {
        String used = token;
        if (used == null && settings.login() != null) {
            used = login(member, null);
        }
        try {
            return call.run();
        } catch (StaleToken _) {
            login(member, used);
        }
        try {
            return call.run();
        } catch (StaleToken _) {
            throw refusedLogin();
        }
    }

    /**
     * Logs in unless another request has done so meanwhile: a login is dear to etcd.
     *
     * @param stale the token that does not do, null if there was none
     */
    private String login(URI member, @Nullable String stale) throws EtcdSilence {
        EtcdSettings.Login login = settings.login();
        if (login == null) {
            throw EtcdSilence.refusal("it wants a login; set storage.etcd.user and password");
        }
        logins.lock();
        try {
            String present = token;
            if (present == null || present.equals(stale)) {
                token = null; // what etcd does not know would not help at the login either
                present = authenticate(member, login);
                token = present;
            }
            return present;
        } catch (StaleToken _) {
            throw refusedLogin();
        } finally {
            logins.unlock();
        }
    }

    private static EtcdSilence refusedLogin() {
        return EtcdSilence.refusal("the login is refused; look at storage.etcd.user");
    }

    private String authenticate(URI member, EtcdSettings.Login login)
            throws EtcdSilence, StaleToken {
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
            case PERMISSION_DENIED ->
                    throw EtcdSilence.refusal(
                            text
                                    + "; give the role of storage.etcd.user read and write below"
                                    + " storage.etcd.prefix");
            default -> throw other(member, text);
        }
    }

    private static StoreProblem other(URI member, String text) throws EtcdSilence, StaleToken {
        if (text.contains("auth store is old") || text.contains("user name is empty")) {
            throw new StaleToken();
        }
        if (text.contains("authentication")) { // failed, or not enabled
            throw EtcdSilence.refusal(text + "; compare storage.etcd.user and password with it");
        }
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
            return body.readNBytes(LONGEST_ANSWER + 1);
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
