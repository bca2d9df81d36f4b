package dev.quaygate.acme.faultca;

import dev.quaygate.acme.ChallengePresenter;
import dev.quaygate.acme.client.CertifiedKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Answers to challenges without a network: what is presented here is what the authority sees. */
public final class ChallengeBoard implements ChallengePresenter, Validation {
    private static final String ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";

    private final Map<String, String> http = new ConcurrentHashMap<>();
    private final Map<String, CertifiedKey> tls = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    /** The authority finds nothing at a name, whatever is presented. */
    public void breakName(String name) {
        broken.add(name);
    }

    public void repairName(String name) {
        broken.remove(name);
    }

    public boolean isEmpty() {
        return http.isEmpty() && tls.isEmpty();
    }

    @Override
    public void look(Question question, int perspective) throws CaProblem {
        boolean there =
                !broken.contains(question.name())
                        && (question.type().equals("http-01")
                                ? seesHttp(question)
                                : seesTls(question));
        if (!there) {
            throw CaProblem.of(
                    403, "unauthorized", question.name() + ": wrong answer to " + question.type());
        }
    }

    private boolean seesHttp(Question question) {
        return question.keyAuthorization().equals(http.get(question.token()));
    }

    private boolean seesTls(Question question) {
        CertifiedKey shown = tls.get(question.name());
        byte[] extension = shown == null ? null : shown.leaf().getExtensionValue(ACME_IDENTIFIER);
        if (extension == null) {
            return false;
        }
        byte[] hash = hash(question.keyAuthorization());
        // An octet string in an octet string: the hash is at the end.
        return MessageDigest.isEqual(
                hash,
                java.util.Arrays.copyOfRange(
                        extension, extension.length - hash.length, extension.length));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void presentHttp01(String token, String keyAuthorization) {
        http.put(token, keyAuthorization);
    }

    @Override
    public void withdrawHttp01(String token) {
        http.remove(token);
    }

    @Override
    public void presentTlsAlpn01(String name, CertifiedKey certificate) {
        tls.put(name, certificate);
    }

    @Override
    public void withdrawTlsAlpn01(String name) {
        tls.remove(name);
    }
}
