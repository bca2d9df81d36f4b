package dev.quaygate.app.config.form;

import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.EndpointAddress.Protocol;
import dev.quaygate.proxy.settings.ListenAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses to listen on and to connect to. */
public final class Addresses {
    private static final String HTTP = "http://";
    private static final String H2C = "h2c://";
    private static final String H2C_UNIX = "h2c+unix:";
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
            return new ListenAddress.Unix(socket(text, "unix:"));
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
            return new EndpointAddress.Unix(socket(text, "unix:"));
        }
        if (text.startsWith(H2C_UNIX)) {
            return new EndpointAddress.Unix(socket(text, H2C_UNIX), Protocol.H2C);
        }
        refuseSchemes(text);
        if (text.startsWith(H2C)) {
            return tcp(text, text.substring(H2C.length()), Protocol.H2C);
        }
        return text.startsWith(HTTP)
                ? tcp(text, text.substring(HTTP.length()), Protocol.HTTP_1)
                : hostAndPort(text, text, Protocol.HTTP_1);
    }

    /** What follows a scheme: the port may be left out, and a slash may end it. */
    private static EndpointAddress tcp(String text, String rest, Protocol protocol) {
        boolean bare = !rest.contains("/") && !rest.contains(":") && !rest.isEmpty();
        if (bare) {
            return new EndpointAddress.Tcp(host(text, rest), 80, protocol);
        }
        boolean slash = rest.endsWith("/") && !rest.equals("/");
        return hostAndPort(text, slash ? rest.substring(0, rest.length() - 1) : rest, protocol);
    }

    private static EndpointAddress hostAndPort(String text, String rest, Protocol protocol) {
        Matcher matcher = HOST_PORT.matcher(rest);
        if (!matcher.matches()) {
            throw new Refused(
                    "QG1014", Shapes.shown(text) + " is not an endpoint", hint(text, rest));
        }
        int port = port(text, matcher.group(2), 1);
        return new EndpointAddress.Tcp(host(text, bare(matcher.group(1))), port, protocol);
    }

    private static String hint(String text, String rest) {
        int slash = rest.indexOf('/');
        return slash > 0 && HOST_PORT.matcher(rest.substring(0, slash)).matches()
                ? "write `" + withoutPath(text, rest, slash) + "` and `addPrefix` for the path"
                : "write a port, `host:port`, `http://host:port`, `h2c://host:port` or `unix:/path`";
    }

    private static String withoutPath(String text, String rest, int slash) {
        return (text.startsWith(H2C) ? H2C : "") + rest.substring(0, slash);
    }

    private static void refuseSchemes(String text) {
        for (String scheme : new String[] {"https://", "grpc://"}) {
            if (text.startsWith(scheme)) {
                throw new Refused(
                        "QG1014",
                        "`" + scheme + "` endpoints are not supported by this version",
                        scheme.equals("grpc://")
                                ? "write `h2c://host:port`"
                                : "write `http://host:port`");
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

    private static Path socket(String text, String scheme) {
        String path = text.substring(scheme.length());
        if (!path.startsWith("/") || path.length() > 107) {
            throw new Refused(
                    "QG1014",
                    Shapes.shown(text) + " is not a socket",
                    "write `" + scheme + "` and an absolute path of at most 107 characters");
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
