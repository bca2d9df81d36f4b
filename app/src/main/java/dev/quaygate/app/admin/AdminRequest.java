package dev.quaygate.app.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param path segments after one decoding; {@code /v1/status} is {@code [v1, status]}
 * @param query parameters after one decoding
 * @param fields header fields by lower-case name; none of them came twice
 */
record AdminRequest(
        String method,
        String target,
        List<String> path,
        Map<String, String> query,
        Map<String, String> fields,
        byte[] body) {
    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Whether it may change something. */
    boolean isWrite() {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    /** Whether the answer is for a person at a terminal. */
    boolean wantsText() {
        return field("accept").map(accept -> accept.startsWith("text/plain")).orElse(false);
    }

    String mediaType() {
        String type = field("content-type").orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(java.util.Locale.ROOT);
    }

    AdminRequest with(byte[] content) {
        return new AdminRequest(method, target, path, query, fields, content);
    }
}
