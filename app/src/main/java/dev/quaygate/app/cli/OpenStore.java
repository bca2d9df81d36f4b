package dev.quaygate.app.cli;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.StoreFault;
import java.net.URI;
import java.util.List;

/**
 * A store with what the configuration says about it.
 *
 * @param place where it is, for a person
 * @param policies certificates that the configuration wants
 * @param directories ACME directories that are known or configured
 * @param faults what is wrong with files, apart from what they hold
 * @param release gives up everything that was taken
 */
public record OpenStore(
        CertificateStore store,
        String place,
        List<CertificatePolicy> policies,
        List<URI> directories,
        List<StoreFault> faults,
        Runnable release)
        implements AutoCloseable {
    @Override
    public void close() {
        release.run();
    }
}
