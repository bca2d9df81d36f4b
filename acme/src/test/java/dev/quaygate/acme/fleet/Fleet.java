package dev.quaygate.acme.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.etcd.EtcdServer;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes, each a process, one real etcd and a real authority whose every look at a challenge
 * is sent to a node drawn by lot.
 */
final class Fleet implements AutoCloseable {
    static final int NODES = 3;
    private static final Pattern ORDER = Pattern.compile("Added order \"");

    /** A running node and what it said. */
    static final class Node {
        final int number;
        final Process process;
        final List<String> lines = new ArrayList<>(); // guarded by itself
        final Map<String, String> serials = new ConcurrentHashMap<>();
        volatile boolean stopped;

        Node(int number, Process process) {
            this.number = number;
            this.process = process;
        }

        long count(String start) {
            synchronized (lines) {
                return lines.stream().filter(line -> line.startsWith(start)).count();
            }
        }
    }

    final EtcdServer etcd;
    final PebbleServer pebble;
    private final Path directory;
    private final int names;
    private final int leaseSeconds;
    private final Random random;
    private final ServerSocket door;
    private final List<Integer> ports;
    private final @Nullable Node[] nodes = new Node[NODES];
    private final List<Node> dead = new ArrayList<>();
    private volatile java.util.function.BiConsumer<Node, String> ear = (_, _) -> {};

    Fleet(Path directory, int members, int names, int leaseSeconds, long seed) throws IOException {
        this.directory = directory;
        this.names = names;
        this.leaseSeconds = leaseSeconds;
        this.random = new Random(seed);
        this.door = new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
        this.ports = PebbleServer.freePorts(NODES);
        Thread.ofVirtual().start(this::route);
        etcd = EtcdServer.start(members);
        try {
            pebble = PebbleServer.start(PebbleOptions.DEFAULTS.httpPort(door.getLocalPort()));
        } catch (IOException | RuntimeException | Error e) {
            etcd.close();
            throw e;
        }
    }

    void startAll() throws IOException {
        for (int i = 0; i < NODES; i++) {
            start(i);
        }
    }

    Node start(int i) throws IOException {
        var command =
                List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FleetNode.class.getName(),
                        String.join(",", etcd.endpoints().stream().map(Object::toString).toList()),
                        pebble.directory().toString(),
                        pebble.tlsRootFile().toString(),
                        directory.resolve("node-" + i).toString(),
                        String.valueOf(ports.get(i)),
                        String.valueOf(names),
                        String.valueOf(leaseSeconds));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(directory.resolve("node-" + i + ".err").toFile())
                        .start();
        var node = new Node(i, process);
        nodes[i] = node;
        Thread.ofVirtual().start(() -> listen(node));
        return node;
    }

    /** Called with each line that a node says, on a thread of that node. */
    void onLine(java.util.function.BiConsumer<Node, String> ear) {
        this.ear = ear;
    }

    List<Node> nodes() {
        List<Node> all = new ArrayList<>();
        for (Node node : nodes) {
            if (node != null) {
                all.add(node);
            }
        }
        return all;
    }

    /** Lines that any node ever said. */
    long count(String start) {
        long living = nodes().stream().mapToLong(node -> node.count(start)).sum();
        synchronized (dead) {
            return living + dead.stream().mapToLong(node -> node.count(start)).sum();
        }
    }

    /** Ends a node as a power cut would, and waits for its end. */
    void kill(Node node) {
        node.process.destroyForcibly().onExit().join();
        nodes[node.number] = null;
        synchronized (dead) {
            dead.add(node);
        }
    }

    void stop(Node node) throws IOException {
        node.stopped = true;
        signal("STOP", node);
    }

    void goOn(Node node) throws IOException {
        signal("CONT", node);
        node.stopped = false;
    }

    /** Orders that the authority has ever taken. */
    int orders() throws IOException {
        return (int) ORDER.matcher(pebble.log()).results().count();
    }

    void awaitAllServed(Duration limit) throws InterruptedException {
        await(
                "every node serves " + names + " names, " + this,
                limit,
                () -> nodes().stream().allMatch(node -> node.serials.size() == names));
        await(
                "all serve the same",
                Duration.ofSeconds(30),
                () -> nodes().stream().map(node -> node.serials).distinct().count() == 1);
    }

    static void await(String what, Duration limit, BooleanSupplier condition)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long: " + what).isLessThan(end);
            Thread.sleep(20); // other processes give no event for it
        }
    }

    Set<String> serials() {
        Set<String> serials = new HashSet<>();
        nodes().forEach(node -> serials.addAll(node.serials.values()));
        return serials;
    }

    private void listen(Node node) {
        try (BufferedReader out = node.process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null) {
                synchronized (node.lines) {
                    node.lines.add(line);
                }
                String[] words = line.split(" ", 4);
                if (words[0].equals("published")) {
                    node.serials.put(words[1], words[2]);
                }
                ear.accept(node, line);
                line = out.readLine();
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    /** One connection each to a node drawn by lot among those that can answer. */
    private void route() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> forward(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void forward(Socket client) {
        try (client;
                var server = connect()) {
            Thread back =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    server.getInputStream().transferTo(client.getOutputStream());
                                    client.close();
                                } catch (IOException e) {
                                    // the other side is gone
                                }
                            });
            client.getInputStream().transferTo(server.getOutputStream());
            server.shutdownOutput();
            back.join();
        } catch (IOException e) {
            // the authority sees a connection that ends
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Socket connect() throws IOException {
        List<Node> able = nodes().stream().filter(node -> !node.stopped).toList();
        IOException last = new IOException("no node");
        for (int attempt = 0; attempt < 20 && !able.isEmpty(); attempt++) {
            int drawn;
            synchronized (random) {
                drawn = random.nextInt(able.size());
            }
            try {
                return new Socket(
                        InetAddress.ofLiteral("127.0.0.1"), ports.get(able.get(drawn).number));
            } catch (IOException e) {
                last = e; // as a client with several addresses would go on
            }
        }
        throw last;
    }

    private static void signal(String name, Node node) throws IOException {
        Process kill =
                new ProcessBuilder("kill", "-" + name, String.valueOf(node.process.pid())).start();
        try {
            assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Node node : nodes()) {
            text.append(" node ")
                    .append(node.number)
                    .append(' ')
                    .append(node.serials.size())
                    .append("; ");
            synchronized (node.lines) {
                text.append(node.lines.isEmpty() ? "" : node.lines.getLast());
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        nodes().forEach(this::kill);
        try {
            door.close();
            pebble.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            etcd.close();
        }
    }
}
