package dev.quaygate.app.admin;

import dev.quaygate.proxy.observe.FailedExchange;

/** What to look at first when something failed: one line for each cause. */
final class NextStep {
    private static final String UNIX = "unix:";

    private final FailedExchange failed;

    private NextStep(FailedExchange failed) {
        this.failed = failed;
    }

    static String of(FailedExchange failed) {
        return new NextStep(failed).text();
    }

    private String text() {
        return switch (failed.outcome().cause()) {
            case UPSTREAM_ANSWER -> "the application chose this status: look into its log";
            case REDIRECT, FIXED_ANSWER -> "nothing is wrong: the configuration says so";
            case MAINTENANCE -> "switch maintenance off when the work is done";
            case BAD_REQUEST, BAD_FRAMING, BAD_HOST, METHOD_REFUSED ->
                    "correct the client; such requests are refused, never repaired";
            case HEAD_TOO_LARGE ->
                    "who sends so much? then listen.limits.requestTarget, headerBytes, headerFields";
            case BODY_TOO_LARGE -> "maxBody of the route, or listen.limits.bodyBytes";
            case HEAD_TIMEOUT -> "mostly slow or hostile clients; timeouts.header";
            case BODY_TIMEOUT, CLIENT_STALL ->
                    "mostly the client's network; timeouts.body, bodyRate, write";
            case CLIENT_ABORT -> "nothing, unless it is frequent: then see how long answers take";
            case H2_ABUSE -> "who is it? listen.limits.resets for a client that means well";
            case NO_ROUTE -> "which routes were near?  quaygate explain " + url();
            case WRONG_HOST -> "the client reused a connection for another name; tls.strictHost";
            case ADDRESS_DENIED -> "allow and deny of the route";
            case AUTH_DENIED -> "check the credentials";
            case AUTH_DOWN -> "is the authentication service running?";
            case RATE_LIMITED -> "rateLimit of the route, or a slower client";
            case CONCURRENCY_LIMIT -> "listen.limits.connections, connectionsPerAddress";
            case OVERLOAD -> "what loads this machine?  quaygate status";
            case TLS_UNKNOWN_NAME -> "add a route for the name, or see tls.unknownName";
            case TLS_NO_CERTIFICATE -> "quaygate certs" + serverName();
            case TLS_FAILED -> "mostly old clients and port scanners; detail has the step";
            case TLS_CLIENT_CERT -> "which authority does tls.clientAuth.ca trust?";
            case PROXY_PROTOCOL -> "the load balancer in front, and listen.proxyProtocol";
            case UPSTREAM_DNS -> "does the name resolve here?  getent hosts " + hostOfEndpoint();
            case UPSTREAM_REFUSED -> "is the application running?  " + listening();
            case UPSTREAM_UNREACHABLE -> "is there a way to it?  " + reachable();
            case UPSTREAM_CONNECT_TIMEOUT ->
                    "a firewall that drops, or an application that no longer accepts;"
                            + " timeouts.connect";
            case UPSTREAM_TLS, UPSTREAM_TLS_VERIFY ->
                    "what does it speak?  openssl s_client -connect " + endpoint();
            case UPSTREAM_RESET, UPSTREAM_CUT ->
                    "did the application crash or restart? look into its log";
            case UPSTREAM_TIMEOUT ->
                    "what is slow in the application? timeouts.response of the route";
            case UPSTREAM_BAD_RESPONSE -> "what does the application send? detail says what is odd";
            case UPSTREAM_STALL ->
                    "why did the application fall silent? timeouts.stall, stream, tunnel";
            case NO_ENDPOINT -> "quaygate pools " + pool();
            case QUEUE_FULL -> "more workers, or queue.max";
            case QUEUE_TIMEOUT -> "more workers, or queue.wait";
            case APP_DOWN -> "why does no worker start?  quaygate apps " + pool();
            case REQUEST_DEADLINE -> "what is slow? timeouts.request of the route";
            case RELOAD_CUT, DRAIN_CUT -> "timeouts.drain, if such exchanges are long";
            case INTERNAL -> "our fault: the log has a stack trace, please report it";
        };
    }

    private String listening() {
        String at = endpoint();
        return at.startsWith(UNIX)
                ? "ss -lxp src " + Printable.quoted(at.substring(UNIX.length()))
                : "ss -ltnp 'sport = :" + at.substring(at.lastIndexOf(':') + 1) + "'";
    }

    private String reachable() {
        String at = endpoint();
        return at.startsWith(UNIX)
                ? "ls -l " + Printable.quoted(at.substring(UNIX.length()))
                : "ip route get " + hostOfEndpoint();
    }

    private String hostOfEndpoint() {
        String at = endpoint();
        String host = at.substring(0, Math.max(0, at.lastIndexOf(':')));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private String endpoint() {
        String endpoint = failed.way().endpoint();
        return endpoint == null ? "" : endpoint;
    }

    private String pool() {
        String pool = failed.way().pool();
        return pool == null ? "" : pool;
    }

    private String serverName() {
        FailedExchange.Tls tls = failed.tls();
        return tls == null || tls.sni() == null ? "" : " " + Printable.quoted(tls.sni());
    }

    /** Without the query: routes do not look at it, and it is long. */
    private String url() {
        FailedExchange.Request request = failed.request();
        String scheme = failed.tls() == null ? "http://" : "https://";
        return Printable.quoted(scheme + request.host() + request.path());
    }
}
