package dev.quaygate.it.harness;

import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.etcd.EtcdServer;
import dev.quaygate.acme.pebble.PebbleOptions;
import dev.quaygate.acme.pebble.PebbleServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real etcd and a real authority for nodes that are real processes. Every look of the authority
 * goes to a node drawn by lot.
 */
public final class FleetStage implements AutoCloseable {
    private final Path dir = Quaygate.temporaryFolder();
    private final EtcdServer etcd;
    private final PebbleServer pebble;
    private final LotteryDoor http;
    private final LotteryDoor https;
    private final Path roots;
    private final List<Quaygate> nodes = new ArrayList<>();

    private FleetStage(long seed) throws IOException {
        http = new LotteryDoor(seed);
        https = new LotteryDoor(seed);
        etcd = EtcdServer.start();
        pebble =
                PebbleServer.start(
                        PebbleOptions.DEFAULTS.httpPort(http.port()).tlsPort(https.port()));
        roots = Files.writeString(dir.resolve("ca.pem"), Pem.of(List.of(pebble.tlsRoot())));
    }

    public static FleetStage open() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        return new FleetStage(seed);
    }

    /** The keys {@code storage} and {@code certificates} of every node. */
    public String yaml(String certificates) {
        return storage(etcd)
                + "certificates: {issuers: [{name: pebble, url: '%s', caRoot: '%s'}], %s}\n"
                        .formatted(pebble.directory(), roots, certificates);
    }

    /** The key {@code storage} of a node. */
    public static String storage(EtcdServer etcd) {
        return "storage: {file: '@DIR@/state', etcd: {endpoints: ['%s']}}\n"
                .formatted(etcd.endpoints().getFirst());
    }

    /** Starts one more node, to which the authority is led too, and waits until it is ready. */
    public Quaygate start(String yaml) {
        Quaygate node = Quaygate.start(yaml);
        nodes.add(node);
        http.leadTo(node.http());
        https.leadTo(node.https());
        return node;
    }

    public LotteryDoor http() {
        return http;
    }

    public LotteryDoor https() {
        return https;
    }

    /** Orders that the authority took so far, from its log. */
    public int orders() throws IOException {
        return (int) pebble.log().lines().filter(line -> line.contains("Added order")).count();
    }

    @Override
    public void close() throws IOException {
        nodes.forEach(Quaygate::close);
        pebble.close();
        etcd.close();
        http.close();
        https.close();
    }
}
