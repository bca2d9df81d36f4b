package dev.quaygate.acme.faultca;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.faultca.HttpMessages.Answer;
import dev.quaygate.acme.faultca.HttpMessages.Request;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One port of an authority: one TLS connection for each request, and everything that can break. */
final class HttpListener implements AutoCloseable {
    /** Gives the answer to a request that takes effect. */
    interface Handler {
        Answer answer(Request request);

        /** Hears of a request that has no effect. */
        void lost(Fault fault);
    }

    private final Endpoint endpoint;
    private final SSLContext tls;
    private final FaultScript script;
    private final Handler handler;
    private final ServerSocket server = new ServerSocket();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    HttpListener(Endpoint endpoint, SSLContext tls, FaultScript script, Handler handler)
            throws IOException {
        this.endpoint = endpoint;
        this.tls = tls;
        this.script = script;
        this.handler = handler;
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 500);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Optional<Fault> fault = script.next(endpoint);
            switch (fault.orElse(null)) {
                case Fault.Refuse refuse -> {
                    handler.lost(refuse);
                    socket.setSoLinger(true, 0); // closing sends a reset
                }
                case Fault.HangAtAccept hang -> {
                    handler.lost(hang);
                    closed.await();
                }
                case Fault.HangAtTls hang -> {
                    handler.lost(hang);
                    socket.getInputStream().read(new byte[5]);
                    closed.await();
                }
                case null, default -> exchange(socket, fault.orElse(null));
            }
        } catch (IOException _) {
            // the client went away, which is what some faults are for
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private void exchange(Socket raw, @Nullable Fault fault)
            throws IOException, InterruptedException {
        try (var socket =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(raw, "localhost", raw.getPort(), true)) {
            socket.setUseClientMode(false);
            Request request = HttpMessages.read(new BufferedInputStream(socket.getInputStream()));
            Answer answer = answer(request, fault);
            deliver(answer, request.method().equals("HEAD"), fault, socket.getOutputStream());
        }
    }

    private Answer answer(Request request, @Nullable Fault fault) {
        return switch (fault) {
            case Fault.Status status -> {
                handler.lost(status);
                byte[] page = "<html><h1>Sorry</h1></html>".getBytes(UTF_8);
                yield Answer.of(status.status(), "text/html", page)
                        .with("Retry-After", status.retryAfter());
            }
            case Fault.Problem problem -> {
                handler.lost(problem);
                Answer plain =
                        handler.answer(new Request("NONCE", "", request.headers(), new byte[0]));
                CaProblem said = CaProblem.of(problem.status(), problem.type(), problem.detail());
                yield Answer.of(problem.status(), "application/problem+json", said.json().toBytes())
                        .with("Replay-Nonce", plain.headers().get("Replay-Nonce"))
                        .with("Retry-After", problem.retryAfter());
            }
            case Fault.Header(String name, String value) ->
                    handler.answer(request).with(name, value);
            case Fault.Body(var change) -> {
                Answer good = handler.answer(request);
                yield new Answer(good.status(), good.headers(), change.apply(good.body()));
            }
            case Fault.OtherStatus(int status) -> {
                Answer good = handler.answer(request);
                yield new Answer(status, good.headers(), good.body());
            }
            case null, default -> handler.answer(request);
        };
    }

    private void deliver(Answer answer, boolean headOnly, @Nullable Fault fault, OutputStream out)
            throws IOException, InterruptedException {
        byte[] body = headOnly ? new byte[0] : answer.body();
        switch (fault) {
            case Fault.HangAtHead() -> closed.await();
            case Fault.HangAtBody() -> {
                out.write(answer.head(Math.max(1, body.length)));
                out.flush();
                closed.await();
            }
            case Fault.Drip(int rate) -> drip(answer, body, rate, out);
            case Fault.CloseAfter(int bytes) -> {
                out.write(answer.head(Math.max(bytes + 1, body.length)));
                out.write(Arrays.copyOf(body, Math.min(bytes, body.length)));
            }
            case Fault.Huge(long bytes) -> {
                out.write(answer.head(bytes));
                byte[] spaces = new byte[1 << 16];
                Arrays.fill(spaces, (byte) ' ');
                for (long left = bytes; left > 0; left -= spaces.length) {
                    out.write(spaces);
                }
            }
            case null, default -> {
                out.write(answer.head(headOnly ? 0 : body.length));
                out.write(body);
            }
        }
        out.flush();
    }

    private void drip(Answer answer, byte[] body, int rate, OutputStream out)
            throws IOException, InterruptedException {
        byte[] slow = body.length == 0 ? new byte[] {' '} : body;
        out.write(answer.head(slow.length));
        for (byte each : slow) {
            if (closed.await(1_000_000L / rate, TimeUnit.MICROSECONDS)) {
                return;
            }
            out.write(each);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        closed.countDown();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
