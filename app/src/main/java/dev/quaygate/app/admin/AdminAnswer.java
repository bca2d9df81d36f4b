package dev.quaygate.app.admin;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One answer.
 *
 * @param fields beside those that every answer has
 */
record AdminAnswer(int status, String type, byte[] body, Map<String, String> fields) {
    private static final String EXIT = "Quaygate-Exit";
    private static final String JSON = "application/json";

    static AdminAnswer text(String text) {
        return of(200, "text/plain; charset=utf-8", text);
    }

    static AdminAnswer json(JsonNode node) {
        return of(200, JSON, node + "\n");
    }

    static AdminAnswer of(int status, String type, String text) {
        return new AdminAnswer(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    AdminAnswer status(int other) {
        return new AdminAnswer(other, type, body, fields);
    }

    AdminAnswer field(String name, String value) {
        var more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new AdminAnswer(status, type, body, more);
    }

    /** The exit status that the command line should end with. */
    AdminAnswer exit(int code) {
        return field(EXIT, String.valueOf(code));
    }

    /** Head and body as they go over the wire. */
    byte[] bytes(boolean withBody, boolean close) {
        var head = new StringBuilder();
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason()).append("\r\n");
        head.append("Content-Type: ").append(type).append("\r\n");
        head.append("Content-Length: ").append(body.length).append("\r\n");
        head.append("Cache-Control: no-store\r\n");
        head.append("X-Content-Type-Options: nosniff\r\n");
        head.append("X-Frame-Options: DENY\r\n");
        head.append("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
        head.append(close ? "Connection: close\r\n" : "");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("\r\n");
        byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (!withBody) {
            return first;
        }
        byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 202 -> "Accepted";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 411 -> "Length Required";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> "Error";
        };
    }
}
