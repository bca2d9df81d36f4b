package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.harness.FreePorts;
import dev.quaygate.it.harness.Launcher;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program with an app {@code shop} in a folder of its own. Workers outlive the program on
 * purpose, so the end of a test ends every process that works in that folder.
 */
final class Shop implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path dir;
    private Quaygate quaygate;

    private Shop(Path dir, Quaygate quaygate) {
        this.dir = dir;
        this.quaygate = quaygate;
    }

    /**
     * A folder with an empty {@code app} in it, for a test that prepares files before the start.
     */
    static Path folder() {
        try {
            Path dir = Quaygate.temporaryFolder();
            Files.createDirectory(dir.resolve("app"));
            return dir;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts and waits until every worker that fits is ready. */
    static Shop ready(ShopYaml yaml) {
        Shop shop = startIn(folder(), yaml);
        shop.awaitState("ready");
        return shop;
    }

    /** Starts without waiting for any worker. */
    static Shop startIn(Path dir, ShopYaml yaml) {
        return startIn(dir, yaml.text());
    }

    /** The same with a configuration of the test's own. */
    static Shop startIn(Path dir, String yaml) {
        try {
            return new Shop(dir, Quaygate.startIn(dir, yaml));
        } catch (AssertionError e) {
            Processes.endIn(dir);
            throw e;
        }
    }

    /** As {@link #startIn}, the program started by another command. */
    static Shop startUnder(List<String> by, Path dir, ShopYaml yaml) {
        List<Integer> ports = FreePorts.some(2);
        Quaygate quaygate = Quaygate.launchUnder(by, dir, ports.get(0), ports.get(1), yaml.text());
        quaygate.awaitReady();
        return new Shop(dir, quaygate);
    }

    /** Starts the program again on the same folder and ports, after it ended. */
    void again(ShopYaml yaml) {
        again(yaml.text());
    }

    void again(String yaml) {
        quaygate = quaygate.again(yaml);
    }

    Quaygate quaygate() {
        return quaygate;
    }

    int port() {
        return quaygate.http();
    }

    /** A file in the folder of the app. */
    Path file(String name) {
        return dir.resolve("app").resolve(name);
    }

    void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    AppView app() {
        return app("shop");
    }

    /** What the admin API says about an app. */
    AppView app(String name) {
        try {
            H1Response answer = quaygate.admin().get("/v1/apps/" + name);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return new AppView(JSON.readTree(answer.text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The app once it is as wanted; fails after half a minute, and the machine may be slow. */
    AppView await(Predicate<AppView> wanted) {
        return await("shop", wanted);
    }

    AppView await(String name, Predicate<AppView> wanted) {
        return await(name, Duration.ofSeconds(45), wanted);
    }

    /** The same for what takes its time by design. */
    AppView awaitLong(Predicate<AppView> wanted) {
        return await("shop", Duration.ofMinutes(4), wanted);
    }

    private AppView await(String name, Duration limit, Predicate<AppView> wanted) {
        try {
            return Awaitility.await()
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> app(name), wanted);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(app(name) + "\n" + quaygate.output(), e);
        }
    }

    AppView awaitState(String state) {
        return await(app -> app.state().equals(state) && app.readyAsWanted());
    }

    /** Process ids of the ready workers. */
    Set<Long> pids() {
        return app().pids();
    }

    H1Response get(String path) throws IOException {
        return H1Client.fetch(quaygate.http(), ShopYaml.HOST, path);
    }

    /** Body of an answer that must be 200. */
    String text(String path) throws IOException {
        H1Response answer = get(path);
        assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(200);
        return answer.text();
    }

    Launcher.Result cli(String... words) {
        return quaygate.cli(words);
    }

    @Override
    public void close() {
        try {
            quaygate.close();
        } finally {
            Processes.endIn(dir);
        }
    }
}
