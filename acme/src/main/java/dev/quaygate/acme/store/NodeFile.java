package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code node.json}: which installation this is, and a sign of life of the machine that
 * uses the directory. The lock of the operating system does not reach other machines; this says at
 * least when a directory is shared by mistake.
 */
final class NodeFile {
    static final String KEY = "node.json";

    private static final Logger log = LoggerFactory.getLogger(NodeFile.class);
    private static final Duration BEAT = Duration.ofMinutes(1);
    private static final Duration DEAD_AFTER = BEAT.multipliedBy(3);

    private final CertificateStore store;
    private final InstantSource clock;
    private final String host = host();
    private final String boot = boot();

    NodeFile(CertificateStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Refuses a directory that another machine uses.
     *
     * @throws StoreProblem if another host has just given a sign of life there
     */
    static void check(Path root, InstantSource clock) {
        check(root, clock.instant(), host(), boot());
    }

    static void check(Path root, Instant now, String host, String boot) {
        JsonObject node;
        try {
            node = JsonObject.parse(Files.readAllBytes(root.resolve(KEY)));
        } catch (IOException | DamagedDocument e) {
            return; // a new directory, or a file that is written anew
        }
        String other = node.textOrNull("host");
        Instant beat = node.has("heartbeat") ? node.instant("heartbeat") : Instant.MIN;
        // On one machine, even after a change of its name, the operating system's lock decides.
        boolean ours = host.equals(other) || boot.equals(node.textOrNull("boot"));
        Instant until = beat.equals(Instant.MIN) ? beat : beat.plus(DEAD_AFTER);
        if (other != null && !ours && now.isBefore(until)) {
            throw new StoreProblem(
                    "QG2006 "
                            + root
                            + " is used by "
                            + other
                            + ", last at "
                            + beat
                            + "; each machine needs a directory of its own. If that machine is"
                            + " gone, it is free at "
                            + until);
        }
    }

    /** Makes the file if there is none, without a sign of life. */
    static void create(CertificateStore store) {
        if (installation(store).isEmpty()) {
            store.put(
                    KEY,
                    new JsonObject().put("installation", UUID.randomUUID().toString()).toBytes());
        }
    }

    /** Random name of the installation, empty before {@link #create}. */
    static String installation(CertificateStore store) {
        try {
            return store.get(KEY)
                    .map(bytes -> JsonObject.parse(bytes).text("installation"))
                    .orElse("");
        } catch (DamagedDocument e) {
            return "";
        }
    }

    /** Gives a sign of life now and each minute until the thread is interrupted. */
    Thread live() {
        write(true);
        return Thread.ofVirtual()
                .name("store-heartbeat")
                .start(() -> {
                    try {
                        while (true) {
                            Thread.sleep(BEAT);
                            write(true);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // closed
                    }
                });
    }

    /** Says that nobody uses the directory any more. */
    void leave() {
        write(false);
    }

    private synchronized void write(boolean lives) {
        try {
            store.put(
                    KEY,
                    new JsonObject()
                            .put("installation", installation(store))
                            .put("host", host)
                            .put("boot", boot)
                            .put("heartbeat", lives ? clock.instant() : null)
                            .toBytes());
        } catch (StoreProblem e) {
            log.warn("store.unwritable {}", e.getMessage());
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Random name that Linux gives to each start of a machine; containers share their host's. */
    private static String boot() {
        try {
            Path file = Path.of("/proc/sys/kernel/random/boot_id");
            return new String(Files.readAllBytes(file), UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
