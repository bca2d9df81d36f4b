package dev.quaygate.acme.challenge;

/** A TXT record could not be put where an authority looks for it. The authority was not asked. */
public final class DnsChallengeFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /** Takes a diagnostic and one line for a person. */
    public DnsChallengeFailed(String code, String message) {
        super(message);
        this.code = code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public String code() {
        return code;
    }
}
