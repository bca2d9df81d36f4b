package dev.quaygate.app.trust;

/** A place where programs look for the roots that they trust. Doing either twice does no harm. */
public interface TrustStore {
    /** Puts a root in. Never throws for what a user can mend: the result says it. */
    TrustResult install(RootCertificate root);

    /** Takes a root out that {@link #install} put in. */
    TrustResult remove(RootCertificate root);
}
