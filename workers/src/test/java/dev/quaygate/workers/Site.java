package dev.quaygate.workers;

import dev.quaygate.workers.resources.Machine;
import dev.quaygate.workers.settings.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** A supervisor with real processes in a directory of the test. */
final class Site implements AutoCloseable {
    /** Answers on its socket or port; knobs by environment and files of its directory. */
    private static final String SERVER =
            """
            import os, socket, sys, time, signal, subprocess
            if os.path.exists("broken"):
                print("cannot start: broken", file=sys.stderr)
                sys.exit(1)
            def bye(*_):
                open("ends", "a").write(os.environ["QUAYGATE_WORKER"] + "\\n")
                sys.exit(0)
            signal.signal(signal.SIGTERM, bye)
            if os.environ.get("CHILD"):
                child = subprocess.Popen(["sleep", "600"])
                open("children", "a").write(str(child.pid) + "\\n")
            time.sleep(float(os.environ.get("BOOT", "0")))
            path = os.environ.get("QUAYGATE_SOCKET")
            if path:
                s = socket.socket(socket.AF_UNIX); s.bind(path)
            else:
                s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind(("127.0.0.1", int(os.environ["PORT"])))
            s.listen(64)
            while True:
                c, _ = s.accept()
                try:
                    c.recv(4096)
                    c.sendall(b"HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\nconnection: close\\r\\n\\r\\nok")
                except OSError:
                    pass
                c.close()
            """;

    final Path root;
    final RecordingTraffic traffic = new RecordingTraffic();
    final RecordingEvents events = new RecordingEvents();
    Supervisor supervisor;

    Site(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(app());
        Files.writeString(app().resolve("serve.py"), SERVER);
        supervisor = supervisor(traffic);
    }

    Path app() {
        return root.resolve("app");
    }

    /** Workers of this app listen on sockets. */
    Shop shop() {
        Shop shop = new Shop().hasty();
        shop.cwd = app();
        shop.command = Command.exec(List.of("/usr/bin/python3", "serve.py"));
        return shop;
    }

    Supervisor supervisor(Traffic told) {
        return new Supervisor(
                new Home(root.resolve("run"), root.resolve("state")),
                told,
                events,
                Machine.local(),
                InstantSource.system(),
                RandomGenerator.getDefault());
    }

    void await(String what, BooleanSupplier holds) {
        long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                throw new AssertionError(
                        "not within 30 s: "
                                + what
                                + "\n"
                                + supervisor.apps()
                                + "\n"
                                + String.join("\n", events.all));
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    void awaitReady(int count) {
        await(count + " ready", () -> traffic.ready("shop") == count);
    }

    List<Long> pids() {
        return supervisor.app("shop").orElseThrow().workers().stream()
                .map(AppStatus.WorkerStatus::pid)
                .toList();
    }

    /** Ends all workers, then the supervisor. */
    @Override
    public void close() {
        supervisor.apply(List.of());
        await("all ended", () -> supervisor.app("shop").isEmpty());
        supervisor.close();
    }
}
