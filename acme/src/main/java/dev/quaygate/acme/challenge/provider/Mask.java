package dev.quaygate.acme.challenge.provider;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes secrets out of a text that others wrote. */
final class Mask {
    private static final String SHOWN = "•••";

    /** Shorter values would take words out of messages. */
    private static final int SHORTEST = 6;

    private static final Pattern SECRET_NAME =
            Pattern.compile(".*(TOKEN|SECRET|KEY|PASS|PWD|CRED|AUTH).*", Pattern.CASE_INSENSITIVE);

    private final List<String> secrets;

    private Mask(Stream<String> secrets) {
        this.secrets =
                secrets.map(String::strip)
                        .filter(secret -> secret.length() >= SHORTEST)
                        .distinct()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    static Mask of(Collection<String> secrets) {
        return new Mask(secrets.stream());
    }

    /** Everything given, and variables of an environment whose names speak of secrets. */
    static Mask of(Collection<String> secrets, Map<String, String> environment) {
        return new Mask(
                Stream.concat(
                        secrets.stream(),
                        environment.entrySet().stream()
                                .filter(one -> SECRET_NAME.matcher(one.getKey()).matches())
                                .map(Map.Entry::getValue)));
    }

    String apply(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, SHOWN);
        }
        return masked;
    }
}
