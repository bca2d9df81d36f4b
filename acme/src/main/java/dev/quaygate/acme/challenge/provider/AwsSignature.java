package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.client.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature version 4 of AWS for a service without regions, which signs as us-east-1. */
final class AwsSignature {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String REGION = "us-east-1";
    private static final String SERVICE = "route53";

    private final String keyId;
    private final String secret;
    private final String session;
    private final InstantSource clock;

    /** Takes a session token, empty for lasting credentials. */
    AwsSignature(String keyId, String secret, String session, InstantSource clock) {
        this.keyId = keyId;
        this.secret = secret;
        this.session = session;
        this.clock = clock;
    }

    /**
     * The header fields that a request needs.
     *
     * @param query parameters in the order of their names, encoded
     */
    Map<String, String> fields(String method, String host, String path, String query, String body) {
        String time = TIME.format(clock.instant());
        String date = time.substring(0, 8);
        var signed = new TreeMap<String, String>();
        signed.put("host", host);
        signed.put("x-amz-date", time);
        if (!session.isEmpty()) {
            signed.put("x-amz-security-token", session);
        }
        String names = String.join(";", signed.keySet());
        String lines =
                signed.entrySet().stream()
                        .map(one -> one.getKey() + ":" + one.getValue() + "\n")
                        .collect(Collectors.joining());
        String request = String.join("\n", method, path, query, lines, names, Sha256.hex(body));
        String scope = String.join("/", date, REGION, SERVICE, "aws4_request");
        String text = String.join("\n", "AWS4-HMAC-SHA256", time, scope, Sha256.hex(request));
        var fields = new TreeMap<>(signed);
        fields.remove("host"); // the client writes it
        fields.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential="
                        + keyId
                        + "/"
                        + scope
                        + ", SignedHeaders="
                        + names
                        + ", Signature="
                        + HexFormat.of().formatHex(hmac(key(date), text)));
        return fields;
    }

    private byte[] key(String date) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        return hmac(hmac(hmac(hmac(key, date), REGION), SERVICE), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
