package dev.quaygate.acme.faultca;

/** Looks whether a challenge is answered, from one place. */
public interface Validation {
    /**
     * What to look for.
     *
     * @param name DNS name without {@code *.}, or an address
     * @param keyAuthorization token, dot, thumbprint of the account key
     */
    record Question(String type, String name, String token, String keyAuthorization) {}

    /**
     * Looks.
     *
     * @param perspective number of the place, from 0
     * @throws CaProblem saying what was found instead
     */
    void look(Question question, int perspective) throws CaProblem;
}
