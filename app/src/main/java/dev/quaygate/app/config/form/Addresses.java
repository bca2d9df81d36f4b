package dev.quaygate.app.config.form;

import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.ListenAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses to listen on and to connect to. */
public final class Addresses {
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern HOST_PORT =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/\\s]*):([0-9]{1,5})");

    private Addresses() {}

    /** {@code ":443"}, {@code 127.0.0.1:443}, {@code "[::1]:443"}, {@code unix:/run/x.sock}. */
    public static Form<ListenAddress> listen() {
        return new ScalarForm<>(
                "address",
                "an address",
                "QG1014",
                Schemas.textOrNumber(),
                (scalar, _) -> listen(scalar.text()));
    }

    private static ListenAddress listen(String text) {
        if (text.startsWith("unix:")) {
            return new ListenAddress.Unix(socket(text));
        }
        if (text.startsWith("fd:")) {
            throw new Refused(
                    "QG1014",
                    Shapes.shown(text) + " is not supported by this version",
                    "write its address, `:443`; sockets of a service manager are found by that");
        }
        Matcher matcher = HOST_PORT.matcher(text);
        if (!matcher.matches()) {
            String hint =
                    PORT.matcher(text).matches()
                            ? "write `\":" + text + "\"`"
                            : "write `\":443\"`, `127.0.0.1:443`, `\"[::1]:443\"` or `unix:/path`";
            throw new Refused("QG1014", Shapes.shown(text) + " is not an address", hint);
        }
        String host = bare(matcher.group(1));
        if (!host.isEmpty() && !isLiteral(host)) {
            throw new Refused(
                    "QG1014",
                    Shapes.shown(text) + " is not an address to listen on",
                    "write an IP address of this machine, or `:" + matcher.group(2) + "` for all");
        }
        return new ListenAddress.Tcp(host, port(text, matcher.group(2), 0));
    }

    /** What {@code to} may be, beside the name of a pool. */
    static EndpointAddress endpoint(String text) {
        if (PORT.matcher(text).matches()) {
            return new EndpointAddress.Tcp("127.0.0.1", port(text, text, 1));
        }
        if (text.startsWith("unix:")) {
            return new EndpointAddress.Unix(socket(text));
        }
        String rest = text.startsWith("http://") ? text.substring(7) : text;
        refuseSchemes(text);
        Matcher matcher = HOST_PORT.matcher(rest);
        if (text.startsWith("http://") && rest.endsWith("/") && !rest.equals("/")) {
            matcher = HOST_PORT.matcher(rest.substring(0, rest.length() - 1));
        }
        if (matcher.matches()) {
            return new EndpointAddress.Tcp(
                    host(text, bare(matcher.group(1))), port(text, matcher.group(2), 1));
        }
        if (text.startsWith("http://") && !rest.contains("/") && !rest.contains(":")) {
            return new EndpointAddress.Tcp(host(text, rest), 80);
        }
        throw new Refused("QG1014", Shapes.shown(text) + " is not an endpoint", hint(rest));
    }

    private static String hint(String rest) {
        int slash = rest.indexOf('/');
        return slash > 0 && HOST_PORT.matcher(rest.substring(0, slash)).matches()
                ? "write `" + rest.substring(0, slash) + "` and `addPrefix` for the path"
                : "write a port, `host:port`, `http://host:port` or `unix:/path`";
    }

    private static void refuseSchemes(String text) {
        for (String scheme : new String[] {"https://", "h2c://", "h2c+unix:", "grpc://"}) {
            if (text.startsWith(scheme)) {
                throw new Refused(
                        "QG1014",
                        "`" + scheme + "` endpoints are not supported by this version",
                        "write `http://host:port`");
            }
        }
    }

    private static String host(String text, String host) {
        if (isLiteral(host)) {
            return InetAddress.ofLiteral(host).getHostAddress();
        }
        try {
            if (Hosts.parse(host) instanceof dev.quaygate.proxy.settings.HostPattern.Exact exact) {
                return exact.name();
            }
        } catch (Refused _) {
            // Reported below, with the whole endpoint.
        }
        throw new Refused(
                "QG1014",
                Shapes.shown(text) + " is not an endpoint",
                "the host must be a name or an IP address");
    }

    private static Path socket(String text) {
        String path = text.substring("unix:".length());
        if (!path.startsWith("/") || path.length() > 107) {
            throw new Refused(
                    "QG1014",
                    Shapes.shown(text) + " is not a socket",
                    "write `unix:` and an absolute path of at most 107 characters");
        }
        return Path.of(path);
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isLiteral(String host) {
        try {
            InetAddress.ofLiteral(host);
            return host.contains(":") || host.matches("[0-9]+(\\.[0-9]+){3}");
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static int port(String text, String digits, int min) {
        int port = Integer.parseInt(digits);
        if (port < min || port > 65_535) {
            throw new Refused(
                    "QG1014",
                    digits + " in " + Shapes.shown(text) + " is not a port",
                    "write a port from " + min + " to 65535");
        }
        return port;
    }
}
