package dev.quaygate.it.harness;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that the admin endpoint must not answer. Tokens are written as {@code @WRITE@} and
 * {@code @READ@}.
 *
 * @param refusals status codes that are a refusal
 */
public record AdminAttack(String name, String text, List<Integer> refusals) {
    private static final String WRITE = "Authorization: Bearer @WRITE@";
    private static final String JSON = "Content-Type: application/json";
    private static final String OURS = "X-Quaygate: 1";
    private static final String RELOAD = "/v1/config:reload";

    public String request(String writeToken, String readToken) {
        return text.replace("@WRITE@", writeToken)
                .replace("@HALF@", writeToken.substring(0, writeToken.length() / 2))
                .replace("@READ@", readToken);
    }

    @Override
    public String toString() {
        return name;
    }

    public static List<AdminAttack> all() {
        var all = new ArrayList<AdminAttack>();
        all.addAll(withoutToken());
        all.addAll(fromBrowsers());
        all.addAll(changes());
        all.addAll(paths());
        return all;
    }

    private static List<AdminAttack> withoutToken() {
        String status = "/v1/status";
        return List.of(
                refused("no token", get(status), 401),
                refused("wrong token", get(status, "Authorization: Bearer wrong"), 401),
                refused("empty token", get(status, "Authorization: Bearer "), 401),
                refused("half of the token", get(status, "Authorization: Bearer @HALF@"), 401),
                refused("longer token", get(status, "Authorization: Bearer @WRITE@x"), 401),
                refused("other scheme", get(status, "Authorization: Basic @WRITE@"), 401),
                refused("two tokens", get(status, "Authorization: Bearer x", WRITE), 400, 401),
                refused("token in the query", get(status + "?token=@WRITE@"), 401),
                refused("token in a cookie", get(status, "Cookie: token=@WRITE@"), 401),
                refused("claimed peer", get(status, "X-Forwarded-For: 127.0.0.1"), 401),
                refused("change without token", post(RELOAD, "{}", JSON, OURS), 401),
                refused("change of a probe", post("/readyz", "{}", JSON, OURS), 401));
    }

    private static List<AdminAttack> fromBrowsers() {
        return List.of(
                refused("foreign Host", host("Host: attacker.example"), 403),
                refused("longer Host", host("Host: localhost.attacker.example"), 403),
                refused("user in Host", host("Host: localhost@attacker.example"), 403),
                refused("address of any", host("Host: 0.0.0.0"), 403),
                refused("no Host", host("X-No: host"), 400, 403),
                refused("two Hosts", host("Host: localhost\r\nHost: attacker.example"), 400, 403),
                refused(
                        "foreign Host at an open probe",
                        "GET /metrics HTTP/1.1\r\nHost: attacker.example\r\n\r\n",
                        403),
                refused("foreign Origin", read("Origin: https://attacker.example"), 403),
                refused("null Origin", read("Origin: null"), 403),
                refused("longer Origin", read("Origin: http://localhost.attacker.example"), 403),
                refused("cross-site", read("Sec-Fetch-Site: cross-site"), 403),
                refused("same-site", read("Sec-Fetch-Site: same-site"), 403));
    }

    private static List<AdminAttack> changes() {
        return List.of(
                refused("form", change("Content-Type: application/x-www-form-urlencoded"), 415),
                refused("plain text", change("Content-Type: text/plain"), 415),
                refused("multipart", change("Content-Type: multipart/form-data; boundary=x"), 415),
                refused("no type", change("X-No: type"), 415),
                refused(
                        "JSON in a parameter",
                        change("Content-Type: text/plain; a=application/json"),
                        415),
                refused("no header of ours", post(RELOAD, "{}", WRITE, JSON), 403),
                refused(
                        "read token",
                        post(RELOAD, "{}", "Authorization: Bearer @READ@", JSON, OURS),
                        403),
                refused("GET with effect", get(RELOAD, WRITE, OURS), 405),
                refused(
                        "GET that renews",
                        get("/v1/certificates/one.internal:renew", WRITE),
                        404,
                        405),
                refused(
                        "GET that says POST",
                        get(RELOAD, WRITE, "X-HTTP-Method-Override: POST"),
                        405),
                refused(
                        "question before a foreign request",
                        say("OPTIONS", RELOAD, WRITE),
                        403,
                        404,
                        405,
                        415),
                refused("PUT", say("PUT", "/v1/config", WRITE, JSON, OURS), 404, 405),
                refused("DELETE", say("DELETE", "/v1/certificates", WRITE, JSON, OURS), 404, 405),
                refused("TRACE", say("TRACE", "/v1/status", WRITE), 403, 405, 415, 501));
    }

    private static List<AdminAttack> paths() {
        return List.of(
                refused("way up", get("/v1/../v1/status", WRITE), 404),
                refused("way up from an open probe", get("/metrics/../v1/status"), 401, 404),
                refused("escaped way up", get("/v1/%2e%2e/v1/status", WRITE), 404),
                refused("here", get("/v1/./status", WRITE), 404),
                refused("double slash", get("/v1//status", WRITE), 404),
                refused("slash at the end", get("/v1/status/", WRITE), 404),
                refused("escaped slash", get("/v1%2fstatus", WRITE), 404),
                refused("escaped twice", get("/v1/%2573tatus", WRITE), 404),
                refused("upper case", get("/V1/Status", WRITE), 404),
                refused("longer word", get("/v1/status2", WRITE), 404),
                refused("path parameter", get("/v1/status;a=b", WRITE), 404),
                refused("backslash", get("/v1\\status", WRITE), 400, 404),
                refused("NUL", get("/v1/status%00", WRITE), 404),
                refused("whole URL", get("http://attacker.example/v1/status", WRITE), 400, 404));
    }

    private static AdminAttack refused(String name, String text, Integer... statuses) {
        return new AdminAttack(name, text, List.of(statuses));
    }

    private static String get(String target, String... fields) {
        return say("GET", target, fields);
    }

    private static String host(String line) {
        return "GET /v1/status HTTP/1.1\r\n" + line + "\r\n" + WRITE + "\r\n\r\n";
    }

    private static String read(String field) {
        return get("/v1/status", WRITE, field);
    }

    private static String change(String field) {
        return post(RELOAD, "{}", WRITE, OURS, field);
    }

    private static String say(String method, String target, String... fields) {
        return method
                + " "
                + target
                + " HTTP/1.1\r\nHost: localhost\r\n"
                + String.join("\r\n", fields)
                + (fields.length == 0 ? "\r\n" : "\r\n\r\n");
    }

    /** A POST with a body of its length. */
    public static String post(String target, String body, String... fields) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return say("POST", target, fields)
                        .replaceFirst("\r\n\r\n$", "\r\nContent-Length: " + length)
                + "\r\n\r\n"
                + body;
    }
}
