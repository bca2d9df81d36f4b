import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The application behind the quickstart: one worker, which says its number and the request it got.
 * Listens on the port of the loopback that it finds in PORT, as Quaygate gives each worker its own.
 */
public final class SampleApp {
    private final String worker;
    private final AtomicLong requests = new AtomicLong();

    private SampleApp(String worker) {
        this.worker = worker;
    }

    public static void main(String[] args) throws IOException {
        Map<String, String> environment = System.getenv();
        int port = Integer.parseInt(environment.getOrDefault("PORT", "3000"));
        new SampleApp(environment.getOrDefault("QUAYGATE_WORKER", "0")).start(port);
        System.out.println("listening on port " + port);
    }

    private void start(int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::show);
        server.createContext("/up", exchange -> answer(exchange, "text/plain", "ok\n"));
        server.createContext("/events", this::events);
        server.start();
    }

    private void show(HttpExchange exchange) throws IOException {
        String text = text(exchange);
        boolean browser = header(exchange, "Accept").contains("text/html");
        answer(exchange, browser ? "text/html" : "text/plain", browser ? page(text) : text);
    }

    private String text(HttpExchange exchange) {
        var text = new StringBuilder();
        text.append("Hello from worker ").append(worker);
        text.append(" (process ").append(ProcessHandle.current().pid());
        text.append(", request ").append(requests.incrementAndGet()).append(").\n\n");
        text.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI()).append('\n');
        for (Map.Entry<String, List<String>> field : new TreeMap<>(exchange.getRequestHeaders()).entrySet()) {
            field.getValue().forEach(value -> text.append(field.getKey()).append(": ").append(value).append('\n'));
        }
        return text.toString();
    }

    private static String page(String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        return """
            <!doctype html><meta charset="utf-8"><title>Quaygate quickstart</title>
            <style>body{font:16px/1.5 system-ui;max-width:50rem;margin:3rem auto;padding:0 1rem}pre{white-space:pre-wrap}</style>
            <h1>It works</h1><p>Reload the page: either worker may answer. Events from <a href="/events">/events</a>:
            <output>none yet</output></p><pre>%s</pre>
            <script>new EventSource("/events").onmessage = e => document.querySelector("output").textContent = e.data</script>
            """
                .formatted(escaped);
    }

    /** A stream without an end: one event a second. */
    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                String event = "data: worker " + worker + " at " + Instant.now() + "\n\n";
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
                Thread.sleep(1000);
            }
        } catch (IOException _) {
            // The client left.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            if (!head) {
                out.write(body);
            }
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
