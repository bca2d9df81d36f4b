package dev.quaygate.acme.faultca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.VirtualClock;
import dev.quaygate.acme.VirtualLife;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.faultca.MortalProcess.Deed;
import dev.quaygate.acme.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A data directory, the process that dies over it, and the one that finds it. */
final class KilledRun {
    /** Where a process dies. */
    sealed interface Point {
        record FileCall(Tracer.Call call) implements Point {}

        /** The nth request to an endpoint, from 1: as it connects, or before it sees the answer. */
        record Request(Endpoint endpoint, int nth, boolean after) implements Point {}
    }

    /**
     * What became of it.
     *
     * @param where call and file, or endpoint
     * @param orders placed by both processes for the one certificate
     */
    record Outcome(boolean killed, String where, int orders) {}

    private final Mortal.Launcher launcher;
    private final Path data;
    private final Deed deed;
    private final VirtualClock clock = new VirtualClock();
    private final ChallengeBoard board = new ChallengeBoard();
    private volatile Validation validation = board;
    private final Authority core =
            new Authority(
                    CaSettings.defaults(),
                    clock,
                    (question, place) -> validation.look(question, place));

    KilledRun(Mortal.Launcher launcher, Path data, Deed deed) {
        this.launcher = launcher;
        this.data = data;
        this.deed = deed;
    }

    /** Lets the process come to its end, and gives all points that it passed. */
    List<Point> points() throws IOException, InterruptedException {
        try (var ca = new FaultCa(core)) {
            prepare(ca);
            Map<Endpoint, Integer> before = requests();
            List<Point> points = new ArrayList<>();
            try (Mortal process = start(ca)) {
                Tracer tracer = Tracer.attach(process.thread(), null, log());
                process.go();
                assertThat(process.wasKilled()).isFalse();
                tracer.calls().stream()
                        .filter(call -> call.line().contains(data.toString()))
                        .forEach(call -> points.add(new Point.FileCall(call)));
            }
            requests()
                    .forEach((endpoint, count) -> {
                        for (int nth = 1; nth <= count - before.getOrDefault(endpoint, 0); nth++) {
                            points.add(new Point.Request(endpoint, nth, false));
                            points.add(new Point.Request(endpoint, nth, true));
                        }
                    });
            assertThat(judge(ca, before.getOrDefault(Endpoint.NEW_ORDER, 0))).isEqualTo(1);
            return points;
        } finally {
            Scratch.delete(data);
        }
    }

    /** Lets the process die at a point, and the next one judge what is left. */
    Outcome dieAt(Point point) throws IOException, InterruptedException {
        try (var ca = new FaultCa(core)) {
            prepare(ca);
            int ordersBefore = core.ledger().count(Endpoint.NEW_ORDER);
            boolean killed;
            String where;
            try (Mortal process = start(ca)) {
                where =
                        switch (point) {
                            case Point.FileCall(Tracer.Call call) -> {
                                Tracer tracer = Tracer.attach(process.thread(), call, log());
                                process.go();
                                killed = process.wasKilled();
                                yield kind(tracer.calls().getLast());
                            }
                            case Point.Request request -> {
                                arm(request, process);
                                process.go();
                                killed = process.wasKilled();
                                yield request.endpoint().name();
                            }
                        };
            }
            core.killAt((_, _) -> {});
            core.script().clear();
            return new Outcome(killed, where, judge(ca, ordersBefore));
        } finally {
            Scratch.delete(data);
        }
    }

    private void arm(Point.Request request, Mortal process) {
        var left = new AtomicInteger(request.nth());
        if (request.after()) {
            core.killAt((endpoint, after) -> {
                if (after && endpoint == request.endpoint() && left.decrementAndGet() == 0) {
                    process.kill();
                }
            });
            return;
        }
        var isTheOne =
                new When.While(() -> {
                    boolean now = left.decrementAndGet() == 0;
                    if (now) {
                        process.kill();
                    }
                    return now;
                });
        core.script().on(request.endpoint(), isTheOne, new Fault.Refuse());
    }

    private Map<Endpoint, Integer> requests() {
        Map<Endpoint, Integer> counts = new EnumMap<>(Endpoint.class);
        for (Endpoint endpoint : Endpoint.values()) {
            counts.put(endpoint, core.ledger().count(endpoint));
        }
        return counts;
    }

    /** A renewal and a change of key need a certificate. */
    private void prepare(FaultCa ca) throws IOException {
        Files.createDirectories(data);
        if (deed == Deed.ISSUE) {
            return;
        }
        try (FileStore store = FileStore.open(data, 3)) {
            VirtualLife life = life(ca, store);
            life.run(Duration.ofHours(1));
            var status = life.status(MortalProcess.NAME);
            assertThat(status.state()).isEqualTo(State.OK);
            life.manager().close();
            if (deed == Deed.RENEW) {
                clock.moveTo(Objects.requireNonNull(status.next().at()));
            }
        }
    }

    private Mortal start(FaultCa ca) throws IOException {
        Path root = data.resolveSibling("root.pem");
        Files.writeString(root, Pem.of(FaultCa.roots()));
        Mortal process = launcher.start(data, ca, root, deed, clock.instant());
        validation = NetworkValidation.at(process.port(), 1);
        return process;
    }

    private Path log() {
        return data.resolveSibling("strace.log");
    }

    private VirtualLife life(FaultCa ca, FileStore store) {
        var endpoint = ca.endpoint(Duration.ofSeconds(60), Duration.ofSeconds(120));
        var life =
                new VirtualLife(
                        store, clock, clock, _ -> new Acme4jClient(endpoint, clock), board, 42);
        life.configure(MortalProcess.policy(ca.directory()));
        return life;
    }

    /** Starts again where the dead process was; gives the orders of both. */
    private int judge(FaultCa ca, int ordersBefore) throws IOException {
        validation = board;
        clock.advance(Duration.ofMinutes(5));
        Map<Path, String> keysAtDeath = keys();
        boolean certified = !files("current").isEmpty();
        try (FileStore store = FileStore.open(data, 3)) {
            VirtualLife life = life(ca, store);
            assertThat(temporary()).isEmpty();
            assertThat(keys()).containsAllEntriesOf(keysAtDeath);
            if (certified) {
                assertThat(life.served()).as("served at once").hasSize(1);
            }

            life.run(Duration.ofDays(1));
            if (deed == Deed.ROLL_OVER) {
                life.manager().renew(MortalProcess.NAME, true);
                life.wake();
                life.run(Duration.ofHours(1));
            }

            int orders = core.ledger().orders().size() - ordersBefore;
            var status = life.status(MortalProcess.NAME);
            assertThat(status.state()).as("%s", status).isEqualTo(State.OK);
            assertThat(life.served(MortalProcess.NAME).generation())
                    .isBetween(deed == Deed.ISSUE ? 1 : 2, 3);
            assertThat(orders).as("orders").isBetween(1, 2);
            assertThat(core.accounts()).as("accounts").isEqualTo(1);
            assertThat(life.withdrawn()).isEmpty();
            assertThat(files("key.next.pem")).isEmpty();
            assertThat(store.list("certs/").stream().filter(k -> k.contains("/pending/")))
                    .isEmpty();
            life.manager().close();
            return orders;
        }
    }

    /** Of the account and of the first certificate; what was under way may be taken back. */
    private Map<Path, String> keys() throws IOException {
        Map<Path, String> keys = files("key.pem");
        keys.keySet()
                .removeIf(file -> {
                    String path = data.relativize(file).toString();
                    boolean first = deed != Deed.ISSUE && path.endsWith("/1/key.pem");
                    return !path.startsWith("acme/") && !first;
                });
        return keys;
    }

    private Map<Path, String> files(String name) throws IOException {
        Map<Path, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(data)) {
            for (Path path : paths.filter(p -> p.endsWith(name)).toList()) {
                found.put(path, Files.readString(path));
            }
        }
        return found;
    }

    private List<Path> temporary() throws IOException {
        try (Stream<Path> paths = Files.walk(data)) {
            return paths.filter(p -> p.getFileName().toString().startsWith(".tmp-")).toList();
        }
    }

    /** The call and its file without what differs from run to run. */
    private String kind(Tracer.@Nullable Call call) {
        if (call == null) {
            return "nothing";
        }
        Matcher path =
                Pattern.compile(Pattern.quote(data.toString()) + "/?([^\">]*)")
                        .matcher(call.line());
        String file = path.find() ? path.group(1) : "elsewhere";
        return call.name() + " " + file.replaceAll("[0-9a-f]{6,}|\\d+", "N");
    }
}
