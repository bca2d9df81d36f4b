package dev.quaygate.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a running process answers. */
sealed interface AdminAddress {
    Path SYSTEM = Path.of("/run/quaygate/admin.sock");

    /** A unix socket; the kernel knows who calls. */
    record Unix(Path path) implements AdminAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** A TCP address; a token is needed. */
    record Tcp(String host, int port) implements AdminAddress {
        @Override
        public String toString() {
            return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** By flag, then environment, then the socket of the system or of the user. */
    static AdminAddress find(@Nullable String flag, Map<String, String> environment)
            throws Failure {
        String variable = environment.getOrDefault("QUAYGATE_ADMIN", "");
        if (flag != null || !variable.isBlank()) {
            return parse(flag != null ? flag : variable);
        }
        String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/") && !Files.exists(SYSTEM)) {
            return new Unix(Path.of(runtime, "quaygate", "admin.sock"));
        }
        return new Unix(SYSTEM);
    }

    private static AdminAddress parse(String text) throws Failure {
        if (text.startsWith("unix:")) {
            return new Unix(Path.of(text.substring("unix:".length())));
        }
        if (text.startsWith("/")) {
            return new Unix(Path.of(text));
        }
        String rest = text.replaceFirst("^http://", "").replaceFirst("/$", "");
        int colon = rest.lastIndexOf(':');
        if (colon <= 0 || !rest.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new Failure(
                    ExitCode.USAGE,
                    "`" + text + "` is not an admin address; write unix:/path or http://host:port");
        }
        String host = rest.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new Tcp(host, Integer.parseInt(rest.substring(colon + 1)));
    }
}
