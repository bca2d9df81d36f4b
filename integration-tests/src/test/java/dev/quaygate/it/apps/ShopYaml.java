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
 * @param routes to apps beside it
 * @param apps beside it
 */
record ShopYaml(Map<String, String> keys, String routes, String apps) {
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
        return new ShopYaml(keys, "", "");
    }

    /** The words that start the script with this address. */
    static String command(String address) {
        return "[%s, '%s', '%s']".formatted(PYTHON, SCRIPT, address);
    }

    ShopYaml with(String key, String value) {
        Map<String, String> next = new LinkedHashMap<>(keys);
        next.put(key, value);
        return new ShopYaml(next, routes, apps);
    }

    /** With what is set by default. */
    ShopYaml without(String key) {
        Map<String, String> next = new LinkedHashMap<>(keys);
        next.remove(key);
        return new ShopYaml(next, routes, apps);
    }

    /** With another app, in the folder and behind the host that its name gives. */
    ShopYaml beside(String name) {
        return new ShopYaml(
                keys,
                routes
                        + "  - {name: %1$s, host: %1$s.internal, tls: off, to: %1$s}\n"
                                .formatted(name),
                apps
                        + """
                          %1$s:
                            command: %2$s
                            cwd: '@DIR@/%1$s'
                            ready: /up
                            restart: {first: 200ms, max: 500ms}
                        """
                                .formatted(name, command("unix:{socket}")));
    }

    String text() {
        return """
        listen: {http: ['127.0.0.1:@HTTP@'], https: ['127.0.0.1:@HTTPS@'], redirect: off}
        routes:
          - {name: shop, host: shop.internal, tls: off, to: shop}
          - {name: shop-tls, host: shop.internal, tls: internal, to: shop}
        """
                + routes
                + "apps:\n  shop:\n"
                + keys.entrySet().stream()
                        .map(key -> "    " + key.getKey() + ": " + key.getValue() + "\n")
                        .collect(Collectors.joining())
                + apps;
    }
}
