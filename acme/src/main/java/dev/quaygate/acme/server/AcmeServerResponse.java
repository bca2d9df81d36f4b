package dev.quaygate.acme.server;

import dev.quaygate.acme.store.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer to be sent as it is.
 *
 * @param fields header fields, {@code Content-Type} among them if there is a body
 */
public record AcmeServerResponse(int status, Map<String, String> fields, byte[] body) {
    static AcmeServerResponse empty(int status) {
        return new AcmeServerResponse(status, Map.of(), new byte[0]);
    }

    static AcmeServerResponse json(int status, JsonObject document) {
        return of(status, "application/json", document.toBytes());
    }

    static AcmeServerResponse pem(String chain) {
        return of(
                200,
                "application/pem-certificate-chain",
                chain.getBytes(StandardCharsets.US_ASCII));
    }

    static AcmeServerResponse problem(ServerProblem problem) {
        var answer = of(problem.status(), "application/problem+json", problem.json().toBytes());
        return problem.retryAfter() == 0
                ? answer
                : answer.with("Retry-After", String.valueOf(problem.retryAfter()));
    }

    AcmeServerResponse with(String name, String value) {
        var more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new AcmeServerResponse(status, more, body);
    }

    private static AcmeServerResponse of(int status, String type, byte[] body) {
        return new AcmeServerResponse(status, Map.of("Content-Type", type), body);
    }
}
