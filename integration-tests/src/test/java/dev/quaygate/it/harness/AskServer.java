package dev.quaygate.it.harness;

import dev.quaygate.it.corpus.ParsedRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Says which names may have a certificate on demand, and remembers what it was asked. */
public final class AskServer implements AutoCloseable {
    private static final int DENIED = 403;

    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final RecordingUpstream server = RecordingUpstream.answering(this::answer);

    /** From now on this name is answered with this status; all others are denied. */
    public AskServer answering(String name, int status) {
        answers.put(name, status);
        return this;
    }

    /** Questions for this name are not answered until the end. */
    public AskServer silentFor(String name) {
        silent.add(name);
        return this;
    }

    /** No question is answered until the end. */
    public AskServer silentForAll() {
        return silentFor("");
    }

    public String url() {
        return "http://127.0.0.1:" + server.port() + "/allowed";
    }

    /** Request lines in the order of their arrival. */
    public List<String> questions() {
        return questions;
    }

    private void answer(ParsedRequest request, UpstreamExchange exchange)
            throws IOException, InterruptedException {
        questions.add(request.requestLine());
        String target = request.requestLine().split(" ", -1)[1];
        String name =
                URLDecoder.decode(
                        target.substring(target.indexOf('=') + 1), StandardCharsets.UTF_8);
        if (silent.contains(name) || silent.contains("")) {
            end.await();
            return;
        }
        int status = answers.getOrDefault(name, DENIED);
        exchange.text(status, "", request, "Location: /allowed?domain=allowed.test");
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        server.close();
    }
}
