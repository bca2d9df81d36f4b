package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** Keys as the JSON gateway wants them: below the prefix and in base64. */
record EtcdKeys(String prefix) {
    String of(String key) {
        return encode(prefix + "/" + key);
    }

    /** First key after all that start with this one; keys are plain ASCII. */
    String endOf(String start) {
        String full = prefix + "/" + start;
        int last = full.length() - 1;
        return encode(full.substring(0, last) + (char) (full.charAt(last) + 1));
    }

    /** The store's key in an answer. */
    String from(JsonObject pair) {
        String full = new String(Base64.getDecoder().decode(pair.text("key")), UTF_8);
        return full.substring(prefix.length() + 1);
    }

    static byte[] value(JsonObject pair) {
        // The gateway leaves out what is empty.
        return pair.has("value") ? Base64.getDecoder().decode(pair.text("value")) : new byte[0];
    }

    static String encode(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    /** A 64-bit number, which the gateway writes as text; zero is left out. */
    static long number(JsonObject json, String name) {
        return json.has(name) ? Long.parseLong(json.text(name)) : 0;
    }

    private static String encode(String text) {
        return encode(text.getBytes(UTF_8));
    }
}
