package dev.quaygate.acme;

/**
 * Hears what the TLS side has to know. Called from the manager's virtual threads, for one set never
 * by two at once; must return soon and not throw.
 */
public interface CertificateListener {
    /**
     * From now on this certificate is served for its names. For a name in several certificates
     * those that are wanted go before others, then the one published last; but one with an RSA key
     * and one without serve together, each those clients that can use it.
     */
    void published(ManagedCertificate certificate);

    /**
     * The certificate has expired (or been replaced outside) and is not served any more. Publishing
     * the set again undoes this.
     */
    void withdrawn(ManagedCertificate certificate);

    /**
     * Life left has fallen below a threshold; once per threshold and certificate, over restarts
     * too.
     */
    default void alerted(LifeAlert alert) {}

    /** Something was written into the timeline of a set. */
    default void recorded(String id, TimelineEntry entry) {}
}
