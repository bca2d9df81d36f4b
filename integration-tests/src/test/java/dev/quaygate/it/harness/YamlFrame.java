package dev.quaygate.it.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Completes a test's configuration with what keeps it in its own folder and ports: each top-level
 * key that the test does not write itself.
 *
 * @param http free port for the clear listener
 * @param https free port for the TLS listener
 * @param admin free port for the admin endpoint
 */
record YamlFrame(Path dir, int http, int https, int admin) {

    static YamlFrame in(Path dir) {
        List<Integer> ports = FreePorts.some(3);
        return new YamlFrame(dir, ports.get(0), ports.get(1), ports.get(2));
    }

    Path file() {
        return dir.resolve("quaygate.yaml");
    }

    String adminAddress() {
        return "unix:" + dir.resolve("admin.sock");
    }

    String complete(String yaml) {
        var text = new StringBuilder();
        add(
                text,
                yaml,
                "listen",
                "{http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@'], redirect: off}");
        add(
                text,
                yaml,
                "admin",
                "{listen: ['unix:@DIR@/admin.sock', '127.0.0.1:@ADMIN@'], token: 'file:@DIR@/admin.token'}");
        add(text, yaml, "storage", "{file: '@DIR@/state'}");
        add(text, yaml, "log", "{access: {to: 'file:@DIR@/access.log'}}");
        add(text, yaml, "reload", "{watch: false}");
        return unlimited(text.append(yaml).toString())
                .replace("@HTTP@", String.valueOf(http))
                .replace("@HTTPS@", String.valueOf(https))
                .replace("@ADMIN@", String.valueOf(admin))
                .replace("@DIR@", dir.toString());
    }

    // The tests come from one address and are more than the one client it usually is.
    private static String unlimited(String yaml) {
        if (yaml.contains("handshakesPerAddress")) {
            return yaml;
        }
        String off = "handshakesPerAddress: off";
        String limited = yaml.replaceFirst("(?m)^(listen: .*limits: \\{)", "$1" + off + ", ");
        if (!limited.equals(yaml)) {
            return limited;
        }
        return yaml.replaceFirst("(?m)^listen: \\{", "listen: {limits: {" + off + "}, ")
                .replaceFirst("(?m)^listen:$", "listen:\n  limits: {" + off + "}");
    }

    private static void add(StringBuilder text, String yaml, String key, String value) {
        if (!Pattern.compile("^" + key + ":", Pattern.MULTILINE).matcher(yaml).find()) {
            text.append(key).append(": ").append(value).append('\n');
        }
    }
}
