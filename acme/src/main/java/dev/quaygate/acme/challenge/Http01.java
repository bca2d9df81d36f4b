package dev.quaygate.acme.challenge;

import java.util.regex.Pattern;

/**
 * A text at {@code http://NAME/.well-known/acme-challenge/TOKEN} (RFC 8555 §8.3). Its text form
 * leaves out token and answer.
 *
 * @param name DNS name or IP address
 * @param token last segment of the path; letters, digits, {@code -} and {@code _}, at most 256
 * @param keyAuthorization the body of the answer
 */
public record Http01(String name, String token, String keyAuthorization) implements Challenge {
    /** Word of RFC 8555 for this challenge. */
    public static final String TYPE = "http-01";

    /** Path before the token. */
    public static final String PATH_PREFIX = "/.well-known/acme-challenge/";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    public Http01 {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "token: the CA sent one of "
                            + token.length()
                            + " characters that is not made of letters, digits, '-' and '_'");
        }
    }

    /** Path to answer at. */
    public String path() {
        return PATH_PREFIX + token;
    }

    @Override
    public String toString() {
        return "Http01[name=" + name + "]";
    }
}
