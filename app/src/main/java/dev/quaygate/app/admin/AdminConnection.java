package dev.quaygate.app.admin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the admin endpoint, on a virtual thread of its own. Whatever it does or fails to
 * do, it has only so much time for each step.
 */
final class AdminConnection {
    private static final Logger LOG = LoggerFactory.getLogger(AdminConnection.class);
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int BODY = 1 << 20;
    private static final int CONFIGURATION = 3 << 20;

    private final SocketChannel channel;
    private final Peer peer;
    private final AccessGuard guard;
    private final Router router;
    private final ScheduledExecutorService timer;
    private final RequestReader reader;

    AdminConnection(
            SocketChannel channel,
            Peer peer,
            AccessGuard guard,
            Router router,
            ScheduledExecutorService timer) {
        this.channel = channel;
        this.peer = peer;
        this.guard = guard;
        this.router = router;
        this.timer = timer;
        this.reader = new RequestReader(new BufferedInputStream(Channels.newInputStream(channel)));
    }

    /** Answers requests until the client or its time is gone. */
    void serve() throws IOException {
        boolean open = true;
        while (open) {
            Future<?> deadline = closeAfter(REQUEST);
            Optional<AdminRequest> head;
            try {
                head = reader.head();
            } catch (Refusal refusal) {
                deadline.cancel(false);
                send(ProblemDocument.of(refusal, "", false), true, true);
                return;
            }
            open = head.isPresent() && exchange(head.get(), deadline);
        }
    }

    private boolean exchange(AdminRequest head, Future<?> deadline) throws IOException {
        boolean close =
                head.field("connection").filter(word -> word.equalsIgnoreCase("close")).isPresent();
        boolean withBody = !head.method().equals("HEAD");
        try {
            Role role = guard.check(head, peer);
            AdminRequest request = withBody(head);
            deadline.cancel(false);
            Optional<LiveStream> stream = router.stream(request, role);
            if (stream.isPresent()) {
                stream.get().run(this::sendPart);
                return false;
            }
            send(answer(request, role), withBody, close);
            return !close;
        } catch (Refusal refusal) {
            // Its body has not been read, so nothing can follow on this connection.
            deadline.cancel(false);
            AdminAnswer answer = ProblemDocument.of(refusal, place(head), head.wantsText());
            send(
                    refusal.status() == 401
                            ? answer.field("WWW-Authenticate", "Bearer realm=\"quaygate\"")
                            : answer,
                    withBody,
                    true);
            return false;
        }
    }

    private AdminAnswer answer(AdminRequest request, Role role) {
        try {
            return router.answer(request, role, peer);
        } catch (Refusal refusal) {
            return ProblemDocument.of(refusal, place(request), request.wantsText());
        } catch (RuntimeException e) {
            LOG.error("admin.failed method={} target={}", request.method(), request.target(), e);
            return AdminAnswer.of(500, "text/plain; charset=utf-8", "internal error\n").exit(1);
        }
    }

    /** The target without its query: somebody may have put a token there. */
    private static String place(AdminRequest request) {
        return request.target().split("\\?", 2)[0];
    }

    private AdminRequest withBody(AdminRequest head) throws IOException, Refusal {
        boolean configuration = head.path().size() == 2 && head.path().get(1).startsWith("config");
        int length = RequestReader.length(head, configuration ? CONFIGURATION : BODY);
        if (length == 0) {
            return head;
        }
        if (!head.isWrite()) {
            throw Refusal.malformed(400, "a " + head.method() + " has no body here");
        }
        if (head.field("expect").isPresent()) {
            write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return head.with(reader.body(length));
    }

    private void send(AdminAnswer answer, boolean withBody, boolean close) throws IOException {
        Future<?> deadline = closeAfter(ANSWER);
        write(answer.bytes(withBody, close));
        deadline.cancel(false);
        if (close) {
            channel.shutdownOutput();
        }
    }

    private void sendPart(byte[] bytes) throws IOException {
        Future<?> deadline = closeAfter(ANSWER);
        write(bytes);
        deadline.cancel(false);
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int _ = channel.write(buffer);
        }
    }

    private Future<?> closeAfter(Duration limit) {
        return timer.schedule(
                () -> {
                    channel.close();
                    return null;
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
