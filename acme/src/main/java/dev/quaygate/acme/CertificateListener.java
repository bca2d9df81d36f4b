package dev.quaygate.acme;

/**
 * Hears what the TLS side has to know. Called from the manager's virtual threads, for one set never
 * by two at once; must return soon and not throw.
 */
public interface CertificateListener {
    /**
     * From now on this certificate is served for its names. For a name in several certificates the
     * one published last wins; at a start those of sets that are not configured any more come
     * first.
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
