package dev.quaygate.it.apps;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The configuration of one app {@code shop} behind one host, with waits that are short enough for a
 * test.
 *
 * @param keys of the app, values as YAML on one line
 * @param rest other top-level keys and apps, put at the end
 */
record ShopYaml(Map<String, String> keys, String rest) {
    static final String HOST = "shop.internal";

    private static final Path SCRIPT =
            Path.of("src/test/resources/apps/worker.py").toAbsolutePath().normalize();

    /** Where Debian has it; a version manager's shim would cost a second per worker. */
    static final String PYTHON = "/usr/bin/python3";

    ShopYaml {
        keys = Map.copyOf(keys);
    }

    /** Two workers of the test's own script on unix sockets. */
    static ShopYaml plain() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("command", command("unix:{socket}"));
        keys.put("cwd", "'@DIR@/app'");
        keys.put("workers", "2");
        keys.put("ready", "{http: /up, every: 100ms, within: 30s}");
        keys.put("health", "{path: /up, every: 1s, timeout: 5s, fall: 3}");
        keys.put("restart", "{first: 200ms, max: 1s, jitter: 10%}");
        keys.put("stop", "{grace: 5s, drain: 15s}");
        keys.put("memory", "off");
        return new ShopYaml(keys, "");
    }

    /** The words that start the script with this address. */
    static String command(String address) {
        return "[%s, '%s', '%s']".formatted(PYTHON, SCRIPT, address);
    }

    ShopYaml with(String key, String value) {
        Map<String, String> next = new LinkedHashMap<>(keys);
        next.put(key, value);
        return new ShopYaml(next, rest);
    }

    /** With more text after the app: indented by two it is another app. */
    ShopYaml and(String text) {
        return new ShopYaml(keys, rest + text);
    }

    String text() {
        return """
        listen: {http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@'], redirect: off}
        routes:
          - {name: shop, host: shop.internal, tls: off, to: shop}
          - {name: shop-tls, host: shop.internal, tls: internal, to: shop}
        apps:
          shop:
        """
                + keys.entrySet().stream()
                        .map(key -> "    " + key.getKey() + ": " + key.getValue() + "\n")
                        .collect(Collectors.joining())
                + rest;
    }
}
