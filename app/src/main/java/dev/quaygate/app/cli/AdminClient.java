package dev.quaygate.app.cli;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Asks a running process, one connection for one question. */
final class AdminClient {
    private static final int MOST = 64 << 20;

    private final AdminAddress address;
    private final String token;

    /**
     * @param token for TCP, empty for none
     */
    AdminClient(AdminAddress address, String token) {
        this.address = address;
        this.token = token;
    }

    /**
     * What came back.
     *
     * @param fields by lower-case name
     */
    record Answer(int status, Map<String, String> fields, String body) {
        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** The exit status that the server asks for. */
        int exit() {
            String exit = fields.getOrDefault("quaygate-exit", "");
            if (exit.matches("[0-9]{1,3}")) {
                return Integer.parseInt(exit);
            }
            return isGood() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    Answer get(String path, String accept) throws Failure {
        return exchange("GET", path, accept, "");
    }

    Answer post(String path, String accept, String json) throws Failure {
        return exchange("POST", path, accept, json);
    }

    /**
     * Hands on each line of an answer without an end, until the server ends it.
     *
     * @return the answer without its body; with it if it is a refusal
     */
    Answer stream(String path, Consumer<String> lines) throws Failure {
        try (SocketChannel channel = send("GET", path, "text/event-stream", "")) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            Answer answer = head(in);
            if (!answer.isGood()) {
                return body(in, answer);
            }
            var text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                lines.accept(line);
            }
            return answer;
        } catch (IOException | RuntimeException e) {
            throw unreachable(e);
        }
    }

    private Answer exchange(String method, String path, String accept, String body) throws Failure {
        try (SocketChannel channel = send(method, path, accept, body)) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            return body(in, head(in));
        } catch (IOException | RuntimeException e) {
            throw unreachable(e);
        }
    }

    private Failure unreachable(Exception e) {
        return new Failure(
                ExitCode.UNREACHABLE,
                "error[QG4001]: nothing answers at "
                        + address
                        + " ("
                        + e.getMessage()
                        + "); is quaygate running? Name another address with --admin");
    }

    private SocketChannel send(String method, String path, String accept, String body)
            throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder();
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
        head.append("Accept: ").append(accept).append("\r\nConnection: close\r\n");
        if (!token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        if (method.equals("POST")) {
            head.append("X-Quaygate: 1\r\nContent-Type: application/json\r\n");
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        head.append("\r\n");
        SocketChannel channel = SocketChannel.open(socket());
        try {
            write(channel, head.toString().getBytes(StandardCharsets.ISO_8859_1));
            write(channel, content);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private SocketAddress socket() {
        return switch (address) {
            case AdminAddress.Unix(var path) -> UnixDomainSocketAddress.of(path);
            case AdminAddress.Tcp(String host, int port) -> new InetSocketAddress(host, port);
        };
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int _ = channel.write(buffer);
        }
    }

    private static Answer head(InputStream in) throws IOException {
        String[] status = line(in).split(" ", 3);
        if (status.length < 2 || !status[0].equals("HTTP/1.1")) {
            throw new IOException("what answers is no admin endpoint");
        }
        var fields = new HashMap<String, String>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new Answer(Integer.parseInt(status[1]), fields, "");
    }

    private static Answer body(InputStream in, Answer head) throws IOException {
        Map<String, String> fields = head.fields();
        int length = Integer.parseInt(fields.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(Math.min(length, MOST));
        if (body.length < length) {
            throw new IOException("the answer ends early");
        }
        return new Answer(head.status(), fields, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > 8_192) {
                throw new IOException("the answer ends early");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}
