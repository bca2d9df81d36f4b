package dev.quaygate.acme.faultca;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.store.JsonObject;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Answers that no authority should give. */
final class Malformed {
    /**
     * One of them.
     *
     * @param harmless whether a certificate may come of it all the same
     */
    record Answer(Endpoint endpoint, Fault fault, boolean harmless) {}

    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final String foreign;
    private final Authority core;

    Malformed(String foreign, Authority core) {
        this.foreign = foreign;
        this.core = core;
        directory();
        accounts();
        orders();
        authorizations();
        certificates();
    }

    Map<String, Answer> all() {
        return answers;
    }

    private void directory() {
        body(Endpoint.DIRECTORY, "a page", _ -> bytes("<html>portal</html>"));
        body(Endpoint.DIRECTORY, "nothing", _ -> new byte[0]);
        body(Endpoint.DIRECTORY, "a list", _ -> bytes("[]"));
        body(Endpoint.DIRECTORY, "half an object", body -> Arrays.copyOf(body, body.length / 2));
        body(
                Endpoint.DIRECTORY,
                "invalid UTF-8",
                _ -> new byte[] {'{', '"', (byte) 0xC3, '"', '}'});
        body(Endpoint.DIRECTORY, "depth 500", _ -> bytes("{\"a\":" + "[".repeat(500)));
        json(Endpoint.DIRECTORY, "no newOrder", json -> json.put("newOrder", null));
        json(Endpoint.DIRECTORY, "newOrder a number", json -> json.put("newOrder", 7));
        json(
                Endpoint.DIRECTORY,
                "newOrder plain http",
                json -> json.put("newOrder", json.text("newOrder").replace("https:", "http:")));
        add(Endpoint.DIRECTORY, "1 GiB", new Fault.Huge(1L << 30), false);
        add(Endpoint.DIRECTORY, "text/html", new Fault.Header("Content-Type", "text/html"), false);
    }

    private void accounts() {
        add(Endpoint.NEW_NONCE, "no nonce", new Fault.Header("Replay-Nonce", null), false);
        add(Endpoint.NEW_NONCE, "nonce of spaces", new Fault.Header("Replay-Nonce", "a b"), false);
        add(Endpoint.NEW_ACCOUNT, "no Location", new Fault.Header("Location", null), false);
        add(Endpoint.NEW_ACCOUNT, "foreign Location", new Fault.Header("Location", foreign), false);
    }

    private void orders() {
        add(Endpoint.NEW_ORDER, "no Location", new Fault.Header("Location", null), false);
        add(Endpoint.NEW_ORDER, "foreign Location", new Fault.Header("Location", foreign), false);
        add(Endpoint.NEW_ORDER, "Location garbage", new Fault.Header("Location", "::"), false);
        json(
                Endpoint.NEW_ORDER,
                "foreign authorization",
                json -> json.put("authorizations", List.of(foreign)),
                true);
        json(Endpoint.NEW_ORDER, "no identifiers", json -> json.put("identifiers", null));
        json(Endpoint.NEW_ORDER, "status a number", json -> json.put("status", 1), true);
        json(Endpoint.NEW_ORDER, "status unknown", json -> json.put("status", "thinking"), true);
        json(
                Endpoint.NEW_ORDER,
                "no authorizations",
                json -> json.put("authorizations", List.of()),
                true);
        json(Endpoint.NEW_ORDER, "expires garbage", json -> json.put("expires", "soon"));
        json(
                Endpoint.ORDER,
                "valid without certificate",
                json -> json.put("status", "valid").put("certificate", null));
        json(
                Endpoint.ORDER,
                "foreign certificate",
                json -> json.put("status", "valid").put("certificate", foreign));
        json(Endpoint.ORDER, "foreign finalize", json -> json.put("finalize", foreign));
        add(Endpoint.FINALIZE, "a page", new Fault.Header("Content-Type", "text/html"), true);
    }

    private void authorizations() {
        Endpoint at = Endpoint.AUTHORIZATION;
        json(at, "no challenges", json -> json.put("challenges", List.of()));
        json(at, "challenges a text", json -> json.put("challenges", "many"));
        json(
                at,
                "another name",
                json ->
                        json.put(
                                "identifier",
                                new JsonObject().put("type", "dns").put("value", "evil.example")),
                true);
        challenge("token with a path", challenge -> challenge.put("token", "../../etc/passwd"));
        challenge("token of 2 KiB", challenge -> challenge.put("token", "a".repeat(2048)));
        challenge("no token", challenge -> challenge.put("token", null));
        challenge("foreign challenge", challenge -> challenge.put("url", foreign));
    }

    private void challenge(String what, Consumer<JsonObject> change) {
        json(Endpoint.AUTHORIZATION, what, json -> json.objects("challenges").forEach(change));
    }

    private void certificates() {
        PublicKey other = KeyType.P256.generate().getPublic();
        chain("another key", leaf -> leaf(names(leaf), other, Duration.ZERO, Duration.ofDays(9)));
        chain(
                "another name",
                leaf ->
                        leaf(
                                List.of("evil.example"),
                                leaf.getPublicKey(),
                                Duration.ZERO,
                                Duration.ofDays(9)));
        chain(
                "one name more",
                leaf -> {
                    List<String> more = new ArrayList<>(names(leaf));
                    more.add("more.example.com");
                    return leaf(more, leaf.getPublicKey(), Duration.ZERO, Duration.ofDays(9));
                });
        chain(
                "expired",
                leaf ->
                        leaf(
                                names(leaf),
                                leaf.getPublicKey(),
                                Duration.ofDays(-9),
                                Duration.ofDays(-1)));
        chain(
                "not yet valid",
                leaf ->
                        leaf(
                                names(leaf),
                                leaf.getPublicKey(),
                                Duration.ofHours(3),
                                Duration.ofDays(9)));
        pem("no certificate", _ -> List.of());
        pem("intermediate first", List::reversed);
        pem(
                "a broken chain",
                chain -> {
                    List<X509Certificate> odd = new ArrayList<>(chain);
                    odd.add(1, chain.getFirst());
                    return odd;
                });
        pem(
                "40 certificates",
                chain -> {
                    List<X509Certificate> many = new ArrayList<>(chain);
                    many.addAll(Collections.nCopies(38, chain.getLast()));
                    return many;
                });
        body(Endpoint.CERTIFICATE, "garbage", _ -> bytes("-----BEGIN CERTIFICATE-----\nAAAA\n"));
        body(Endpoint.CERTIFICATE, "2 MiB", _ -> new byte[2 << 20]);
    }

    private X509Certificate leaf(
            Collection<String> names, PublicKey key, Duration start, Duration end) {
        Instant now = core.now();
        return core.signer().leaf(names, key, now.plus(start), now.plus(end));
    }

    private void chain(String what, UnaryOperator<X509Certificate> change) {
        pem(
                what,
                chain -> {
                    List<X509Certificate> changed = new ArrayList<>(chain);
                    changed.set(0, change.apply(chain.getFirst()));
                    return changed;
                });
    }

    private void pem(String what, UnaryOperator<List<X509Certificate>> change) {
        body(
                Endpoint.CERTIFICATE,
                what,
                body -> {
                    try {
                        List<X509Certificate> chain = Pem.certificates(new String(body, UTF_8));
                        return Pem.of(change.apply(chain)).getBytes(UTF_8);
                    } catch (GeneralSecurityException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static Collection<String> names(X509Certificate leaf) {
        try {
            return SubjectNames.of(leaf);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void json(Endpoint endpoint, String what, Consumer<JsonObject> change) {
        json(endpoint, what, change, false);
    }

    private void json(
            Endpoint endpoint, String what, Consumer<JsonObject> change, boolean harmless) {
        add(
                endpoint,
                what,
                new Fault.Body(body -> {
                    if (body.length == 0 || body[0] != '{') {
                        return body;
                    }
                    JsonObject json = JsonObject.parse(body);
                    change.accept(json);
                    return json.toBytes();
                }),
                harmless);
    }

    private void body(Endpoint endpoint, String what, UnaryOperator<byte[]> change) {
        add(endpoint, what, new Fault.Body(change), false);
    }

    private void add(Endpoint endpoint, String what, Fault fault, boolean harmless) {
        answers.put(endpoint.path() + ": " + what, new Answer(endpoint, fault, harmless));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
