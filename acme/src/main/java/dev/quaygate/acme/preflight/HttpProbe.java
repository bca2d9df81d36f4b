package dev.quaygate.acme.preflight;

import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.preflight.NameFacts.Probe;
import dev.quaygate.acme.preflight.NameFacts.ProbeResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks for a challenge that only we know, at the addresses of a name: IPv6 first, as authorities
 * do. One answer is enough. A hint, never a verdict: a router may not lead us back to ourselves.
 */
final class HttpProbe {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int LARGEST = 8 * 1024;
    private static final Pattern LOCATION = Pattern.compile("(?im)^location:\\s*(\\S+)");
    private static final Pattern SERVER = Pattern.compile("(?im)^server:\\s*(.+?)\\s*$");

    private final BiConsumer<String, String> present;
    private final Consumer<String> withdraw;
    private final int port;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param present answers a token with a text, on all nodes
     * @param withdraw ends that
     */
    HttpProbe(BiConsumer<String, String> present, Consumer<String> withdraw, int port) {
        this.present = present;
        this.withdraw = withdraw;
        this.port = port;
    }

    Probe ask(String name, Set<InetAddress> addresses) {
        String token = "preflight-" + HexFormat.of().toHexDigits(random.nextLong());
        String answer = HexFormat.of().toHexDigits(random.nextLong());
        InetAddress address =
                addresses.stream()
                        .max(Comparator.comparingInt(one -> one.getAddress().length))
                        .orElseThrow();
        present.accept(token, answer);
        try {
            return judge(name, answer, get(name, address, Http01.PATH_PREFIX + token));
        } catch (IOException e) {
            return new Probe(ProbeResult.NOTHING, address.getHostAddress() + ": " + e.getMessage());
        } finally {
            withdraw.accept(token);
        }
    }

    private String get(String name, InetAddress address, String path) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) LIMIT.toMillis());
            socket.setSoTimeout((int) LIMIT.toMillis());
            OutputStream out = socket.getOutputStream();
            String request =
                    String.join(
                            "\r\n",
                            "GET " + path + " HTTP/1.1",
                            "Host: " + name,
                            "User-Agent: quaygate-preflight",
                            "Connection: close",
                            "",
                            "");
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
        }
    }

    private static Probe judge(String name, String expected, String reply) {
        if (reply.contains(expected)) {
            return new Probe(ProbeResult.OURS, "");
        }
        String status = reply.lines().findFirst().orElse("no answer");
        Matcher location = LOCATION.matcher(reply);
        if (status.matches("HTTP/1\\.. 3.*") && location.find()) {
            String target = location.group(1);
            boolean same =
                    target.startsWith("/")
                            || target.matches("https?://" + Pattern.quote(name) + "([:/].*)?");
            if (!same) {
                return new Probe(ProbeResult.ELSEWHERE, target);
            }
        }
        Matcher server = SERVER.matcher(reply);
        return new Probe(
                ProbeResult.OTHER_ANSWER, (server.find() ? server.group(1) + ", " : "") + status);
    }
}
