package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quaygate.it.wire.H1Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** W19 W21: whom a worker runs as, what it knows, and where its output goes. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AppsEnvironmentXIT {

    @Test
    void givesAWorkerItsEnvironmentAndNothingElse() throws IOException {
        var folder = Shop.folder();
        Files.writeString(folder.resolve("vars"), "FROM_FILE=with a blank\n");
        Files.writeString(folder.resolve("secret"), "hush\n");
        Files.setPosixFilePermissions(
                folder.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
        var yaml =
                ShopYaml.plain()
                        .with("workers", "1")
                        .with("umask", "'077'")
                        .with("limits", "{openFiles: 777}")
                        .with(
                                "env",
                                "{PLAIN: one, SECRET: 'file:@DIR@/secret', WHERE: '{socket}', NUMBER: 'w{worker}'}")
                        .with("envFile", "['@DIR@/vars']");
        try (var shop = Shop.startIn(folder, yaml)) {
            shop.awaitState("ready");

            JsonNode report = report(shop);
            JsonNode env = report.get("env");
            assertThat(report.get("cwd").asString()).isEqualTo(folder.resolve("app").toString());
            assertThat(report.get("umask").asString()).isEqualTo("077");
            assertThat(report.get("openFiles").asInt()).isEqualTo(777);
            assertThat(report.get("core").asInt()).isZero();
            assertThat(env.get("PLAIN").asString()).isEqualTo("one");
            assertThat(env.get("SECRET").asString()).isEqualTo("hush");
            assertThat(env.get("FROM_FILE").asString()).isEqualTo("with a blank");
            assertThat(env.get("NUMBER").asString()).isEqualTo("w1");
            assertThat(env.get("QUAYGATE_APP").asString()).isEqualTo("shop");
            assertThat(env.get("QUAYGATE_WORKER").asString()).isEqualTo("1");
            assertThat(env.get("QUAYGATE_RELEASE").asString()).isNotEmpty();
            assertThat(env.get("WHERE").asString())
                    .isEqualTo(env.get("QUAYGATE_SOCKET").asString());
            assertThat(env.propertyNames())
                    .as("nothing of ours")
                    .isSubsetOf(
                            "PATH",
                            "HOME",
                            "LANG",
                            "TZ",
                            "PLAIN",
                            "SECRET",
                            "FROM_FILE",
                            "WHERE",
                            "NUMBER",
                            "QUAYGATE_APP",
                            "QUAYGATE_WORKER",
                            "QUAYGATE_RELEASE",
                            "QUAYGATE_SOCKET",
                            "QUAYGATE_INSTANCE",
                            // The shell and the interpreter add these.
                            "PWD",
                            "LC_CTYPE");
            assertThat(report.get("session").asLong()).isNotEqualTo(sessionOfOurs());
            assertThat(report.get("group").asLong()).isEqualTo(report.get("pid").asLong());
            assertThat(shop.quaygate().output()).doesNotContain("hush");
        }
    }

    @Test
    void runsWorkersAsAnotherUser() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        // A checkout may lie where nobody else may read, and so may the temporary folder.
        var folder = Shop.folder();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path script = folder.resolve("app/worker.py");
        Files.copy(Path.of("src/test/resources/apps/worker.py"), script);
        var yaml =
                ShopYaml.plain()
                        .with("command", "[" + ShopYaml.PYTHON + ", worker.py, 'unix:{socket}']")
                        .with("user", "nobody");
        try (var shop = Shop.startIn(folder, yaml)) {
            shop.awaitState("ready");

            JsonNode report = report(shop);
            assertThat(report.get("uid").asInt()).isEqualTo(65534);
            assertThat(report.get("gid").asInt()).isEqualTo(65534);
            assertThat(report.get("groups").valueStream().map(JsonNode::asInt).toList())
                    .as("no group of root")
                    .doesNotContain(0);
            assertThat(report.get("umask").asString()).isEqualTo("027");
        }
    }

    @Test
    void tagsEachLineOfAWorkerWithAppWorkerAndStream() throws IOException {
        try (var shop = Shop.ready(ShopYaml.plain().with("workers", "1"))) {
            shop.text("/say/stdout/one-of-stdout");
            shop.text("/say/stderr/one-of-stderr");

            Awaitility.await()
                    .until(() ->
                            shop.quaygate().output().contains("one-of-stdout")
                                    && shop.quaygate().output().contains("one-of-stderr"));
            assertThat(line(shop, "one-of-stdout"))
                    .contains("\"app\":\"shop\"", "\"worker\":1", "\"stream\":\"out\"");
            assertThat(line(shop, "one-of-stderr"))
                    .contains("\"app\":\"shop\"", "\"worker\":1", "\"stream\":\"err\"");
            assertThat(shop.cli("apps", "logs", "shop").out())
                    .contains("one-of-stdout")
                    .contains("one-of-stderr");
        }
    }

    @Test
    void dropsAFloodWithACountAndBlocksNobody() throws IOException {
        try (var shop = Shop.ready(ShopYaml.plain().with("workers", "1"))) {
            double seconds = Double.parseDouble(shop.text("/flood/40"));

            assertThat(seconds).as("time in which 40 MiB were written").isLessThan(20);
            Awaitility.await().until(() -> shop.quaygate().output().contains("dropped"));
            assertThat(shop.text("/")).isNotEmpty();
            assertThat(shop.quaygate().residentKib()).isLessThan(500 << 10);
        }
    }

    @Test
    void letsAWorkerWriteOnAfterTheProgramWasKilled() throws IOException {
        var yaml =
                ShopYaml.plain().with("workers", "1").with("command", ShopYaml.command("{port}"));
        try (var shop = Shop.ready(yaml)) {
            String endpoint = shop.app().workers().getFirst().get("endpoint").asString();
            int port = Integer.parseInt(endpoint.replaceAll(".*:", ""));
            shop.quaygate().kill(); // before the worker ever said a word

            assertThat(
                            H1Client.fetch(port, ShopYaml.HOST, "/say/stdout/while-nobody-listens")
                                    .text())
                    .isEqualTo("said");
            shop.again(yaml);
            Awaitility.await()
                    .until(() -> shop.quaygate().output().contains("while-nobody-listens"));
        }
    }

    private static String line(Shop shop, String part) {
        return shop.quaygate()
                .output()
                .lines()
                .filter(line -> line.contains(part))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode report(Shop shop) throws IOException {
        return new JsonMapper().readTree(shop.text("/report"));
    }

    private static long sessionOfOurs() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
    }
}
