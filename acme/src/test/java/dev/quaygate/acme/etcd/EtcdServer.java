package dev.quaygate.acme.etcd;

import dev.quaygate.acme.pebble.PebbleServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of real etcd, of one member or more, on free ports of the loopback, in a temporary
 * directory. {@link #close} kills the processes and removes the directory.
 */
public final class EtcdServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final List<Integer> clientPorts;
    private final List<Integer> peerPorts;
    private final String scheme;
    private final List<String> more;
    private final List<@Nullable Process> members = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private EtcdServer(int size, String scheme, List<String> more) throws IOException {
        this.directory = Files.createTempDirectory("quaygate-etcd");
        List<Integer> ports = PebbleServer.freePorts(2 * size);
        this.clientPorts = ports.subList(0, size);
        this.peerPorts = ports.subList(size, 2 * size);
        this.scheme = scheme;
        this.more = List.copyOf(more);
        for (int i = 0; i < size; i++) {
            members.add(null);
        }
    }

    /** Starts one member and waits until it answers. */
    public static EtcdServer start() throws IOException {
        return start(1);
    }

    /** Starts a cluster and waits until it has a leader. */
    public static EtcdServer start(int size) throws IOException {
        return start(new EtcdServer(size, "http", List.of()));
    }

    /** Starts one member with more arguments. */
    public static EtcdServer with(String... arguments) throws IOException {
        return start(new EtcdServer(1, "http", List.of(arguments)));
    }

    /**
     * From now on only these may do anything: {@code root} with the password {@code root}, and one
     * user who may read and write below a prefix.
     */
    public void demandLogin(String user, String password, String prefix) throws IOException {
        ask("/v3/auth/user/add", "{'name':'root','password':'root'}");
        ask("/v3/auth/role/add", "{'name':'root'}");
        ask("/v3/auth/user/grant", "{'user':'root','role':'root'}");
        ask("/v3/auth/user/add", "{'name':'%s','password':'%s'}".formatted(user, password));
        ask("/v3/auth/role/add", "{'name':'fleet'}");
        String from = base64(prefix + "/");
        String to = base64(prefix + "0"); // the character after the slash
        ask(
                "/v3/auth/role/grant",
                "{'name':'fleet','perm':{'permType':'READWRITE','key':'%s','range_end':'%s'}}"
                        .formatted(from, to));
        ask("/v3/auth/user/grant", "{'user':'%s','role':'fleet'}".formatted(user));
        ask("/v3/auth/enable", "{}");
    }

    /**
     * Sends a request of a person who looks after etcd.
     *
     * @param json with single quotes
     * @return the answer
     * @throws IOException if it is refused
     */
    public String ask(String path, String json) throws IOException {
        String answer = post(0, path, json.replace('\'', '"'));
        if (answer.contains("\"error\"")) {
            throw new IOException(path + ": " + answer);
        }
        return answer;
    }

    public static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Starts one member that speaks TLS and wants client certificates. */
    public static EtcdServer withTls(Path certificate, Path key, Path clientRoot)
            throws IOException {
        List<String> tls =
                List.of(
                        "--cert-file",
                        certificate.toString(),
                        "--key-file",
                        key.toString(),
                        "--trusted-ca-file",
                        clientRoot.toString(),
                        "--client-cert-auth");
        return start(new EtcdServer(1, "https", tls));
    }

    private static EtcdServer start(EtcdServer server) throws IOException {
        try {
            for (int i = 0; i < server.members.size(); i++) {
                server.startMember(i);
            }
            server.awaitHealthy();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** Client addresses of all members. */
    public List<URI> endpoints() {
        return clientPorts.stream()
                .map(port -> URI.create(scheme + "://127.0.0.1:" + port))
                .toList();
    }

    /** Starts a member, again if it was killed; it keeps its port and its data. */
    public void startMember(int i) throws IOException {
        var command = new ArrayList<>(List.of("etcd", "--name", "m" + i));
        command.addAll(List.of("--data-dir", directory.resolve("m" + i).toString()));
        command.addAll(
                List.of("--listen-client-urls", scheme + "://127.0.0.1:" + clientPorts.get(i)));
        command.addAll(
                List.of("--advertise-client-urls", scheme + "://127.0.0.1:" + clientPorts.get(i)));
        command.addAll(List.of("--listen-peer-urls", "http://127.0.0.1:" + peerPorts.get(i)));
        command.addAll(
                List.of("--initial-advertise-peer-urls", "http://127.0.0.1:" + peerPorts.get(i)));
        command.addAll(List.of("--initial-cluster", cluster()));
        command.addAll(more);
        // The data is thrown away: no need to wait for the disk.
        command.addAll(List.of("--unsafe-no-fsync", "--logger", "zap"));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(
                                directory.resolve("m" + i + ".log").toFile()));
        members.set(i, builder.start());
    }

    /** Kills a member with SIGKILL. */
    public void kill(int i) {
        Process member = members.get(i);
        if (member != null) {
            member.destroyForcibly().onExit().join();
            members.set(i, null);
        }
    }

    /** Kills all members. */
    public void kill() {
        IntStream.range(0, members.size()).forEach(this::kill);
    }

    /** Starts all killed members again and waits for them. */
    public void restart() throws IOException {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i) == null) {
                startMember(i);
            }
        }
        awaitHealthy();
    }

    /** Index of the present leader. */
    public int leader() throws IOException {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i) == null) {
                continue;
            }
            String status = post(i, "/v3/maintenance/status");
            String own = member(status, "member_id");
            if (!own.isEmpty() && own.equals(member(status, "leader"))) {
                return i;
            }
        }
        throw new IOException("the cluster has no leader");
    }

    /** What a member logged, for messages of failing tests. */
    public String log(int i) throws IOException {
        return Files.readString(directory.resolve("m" + i + ".log"));
    }

    private static String member(String json, String name) {
        var matcher = java.util.regex.Pattern.compile('"' + name + "\":\"(\\d+)\"").matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    private String cluster() {
        return String.join(
                ",",
                IntStream.range(0, members.size())
                        .mapToObj(i -> "m" + i + "=http://127.0.0.1:" + peerPorts.get(i))
                        .toList());
    }

    private void awaitHealthy() throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        for (int i = 0; i < members.size(); i++) {
            while (members.get(i) != null && !isHealthy(i)) {
                if (System.nanoTime() > end || !members.get(i).isAlive()) {
                    throw new IOException("etcd did not start: " + log(i));
                }
                pause(members.get(i));
            }
        }
    }

    private boolean isHealthy(int i) {
        if (scheme.equals("https")) { // only its owner has a certificate to ask with
            try (var socket = new Socket()) {
                var address = InetAddress.ofLiteral("127.0.0.1");
                socket.connect(new InetSocketAddress(address, clientPorts.get(i)), 1000);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
        try {
            return !member(post(i, "/v3/maintenance/status"), "leader").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private String post(int i, String path) throws IOException {
        return post(i, path, "{}");
    }

    private String post(int i, String path, String json) throws IOException {
        try {
            return http.send(
                            HttpRequest.newBuilder(endpoints().get(i).resolve(path))
                                    .timeout(ANSWER_LIMIT)
                                    .POST(HttpRequest.BodyPublishers.ofString(json))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Waits for a change of the process rather than a fixed time: it may end meanwhile. */
    private static void pause(Process process) throws IOException {
        try {
            boolean _ = process.waitFor(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        kill();
        http.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
