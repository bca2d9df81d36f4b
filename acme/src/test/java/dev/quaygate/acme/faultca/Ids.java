package dev.quaygate.acme.faultca;

import java.security.SecureRandom;
import java.util.Base64;

/** Names nobody can guess, so that a test cannot know an address beforehand. */
final class Ids {
    private final SecureRandom random = new SecureRandom();

    String next() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
