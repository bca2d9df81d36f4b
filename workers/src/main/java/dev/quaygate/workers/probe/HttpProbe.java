package dev.quaygate.workers.probe;

import dev.quaygate.workers.WorkerAddress;
import dev.quaygate.workers.settings.Probe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * GET on a connection of its own. The answer is read to its end, so that the worker does not see a
 * reset, but its body is not kept.
 */
record HttpProbe(Probe.Http settings, Duration within) {
    ProbeResult ask(WorkerAddress worker) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        try (TimedChannel channel = TimedChannel.connect(worker, deadline)) {
            return converse(channel);
        } catch (IOException e) {
            return new ProbeResult.Bad("connect: " + Words.of(e, within));
        }
    }

    private ProbeResult converse(TimedChannel channel) throws InterruptedException {
        HttpAnswer answer = new HttpAnswer();
        try {
            channel.write(ByteBuffer.wrap(request()));
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (!answer.complete() && channel.read(buffer) >= 0) {
                answer.add(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            String what = answer.status() == 0 ? "" : answer.status() + ", but incomplete: ";
            return bad(what + Words.of(e, within));
        }
        return judge(answer);
    }

    private ProbeResult judge(HttpAnswer answer) {
        if (answer.status() == 0) {
            return bad(answer.empty() ? "closed without an answer" : "the answer is not HTTP/1");
        }
        if (!answer.complete() && !answer.endsWithConnection()) {
            return bad(answer.status() + ", but the answer ended early");
        }
        return answer.status() >= settings.lowest() && answer.status() <= settings.highest()
                ? new ProbeResult.Good()
                : bad(Integer.toString(answer.status()));
    }

    private ProbeResult bad(String what) {
        return new ProbeResult.Bad("GET " + settings.path() + ": " + what);
    }

    private byte[] request() {
        String text =
                "GET "
                        + settings.path()
                        + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: quaygate-health\r\n"
                        + "Accept: */*\r\nConnection: close\r\n\r\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
