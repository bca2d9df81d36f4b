package dev.quaygate.app.admin;

import dev.quaygate.workers.AppControl;
import dev.quaygate.workers.AppControl.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of an app as server-sent events without an end: the last ones first, then each new one.
 * Lines that a slow client cannot take are dropped and counted; the app never waits for it.
 *
 * @param text data is a line for a person, else JSON
 */
record LogStream(AppControl apps, String app, int last, boolean text) implements LiveStream {
    private static final int HELD = 1000;

    @Override
    public void run(Sink sink) throws IOException {
        BlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(HELD);
        var dropped = new AtomicLong();
        sink.send(LiveStream.head());
        for (LogLine line : apps.tail(app, last)) {
            sink.send(bytes(line));
        }
        try (AutoCloseable _ =
                apps.follow(
                        app,
                        line -> {
                            if (!waiting.offer(line)) {
                                dropped.incrementAndGet();
                            }
                        })) {
            while (true) {
                LogLine line = waiting.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
                sink.send(line == null ? LiveStream.comment("still here") : bytes(line));
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    sink.send(LiveStream.comment(lost + " lines dropped, you read too slowly"));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("no more lines of " + app, e);
        }
    }

    private byte[] bytes(LogLine line) {
        String data = text ? text(line) : json(line).toString();
        String out = "event: app.line\ndata: " + data + "\n\n";
        return out.getBytes(StandardCharsets.UTF_8);
    }

    static String text(LogLine line) {
        return line.at()
                + " "
                + line.worker()
                + " "
                + line.stream()
                + "  "
                + Printable.of(line.text());
    }

    static ObjectNode json(LogLine line) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("at", line.at().toString()).put("app", line.app()).put("worker", line.worker());
        return node.put("stream", line.stream()).put("text", line.text());
    }
}
