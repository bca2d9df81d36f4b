package dev.quaygate.app;

import dev.quaygate.acme.CertificateListener;
import dev.quaygate.acme.LifeAlert;
import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.TimelineEntry;
import dev.quaygate.proxy.tls.CertificateCatalog;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands certificates to the data plane, live for the next handshake. Any thread; the catalogue
 * takes one change at a time.
 */
final class CertificateBridge implements CertificateListener {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateBridge.class);

    private final CertificateCatalog catalog;
    private final Placeholders placeholders;
    private final BiConsumer<String, TimelineEntry> recorder;
    private final Consumer<LifeAlert> alarm;
    private final Map<String, ManagedCertificate> served = new ConcurrentHashMap<>();
    private volatile Consumer<String> arrivals = _ -> {};

    /**
     * @param recorder hears every entry of every timeline, with the id of its set
     * @param alarm hears of certificates that near their end
     */
    CertificateBridge(
            CertificateCatalog catalog,
            Placeholders placeholders,
            BiConsumer<String, TimelineEntry> recorder,
            Consumer<LifeAlert> alarm) {
        this.catalog = catalog;
        this.placeholders = placeholders;
        this.recorder = recorder;
        this.alarm = alarm;
    }

    /**
     * Who hears of each set whose certificate handshakes get from now on. The timeline does not
     * tell: it has only what this node ordered, not what it took over from another.
     */
    void whenServed(Consumer<String> next) {
        arrivals = next;
    }

    @Override
    public void published(ManagedCertificate certificate) {
        try {
            publish(certificate.id(), certificate);
        } catch (IllegalArgumentException e) {
            // The manager must hear nothing of it: what was served before still is.
            LOG.error("certificate.unusable set={} what={}", certificate.id(), e.getMessage());
            return;
        }
        served.put(certificate.id(), certificate);
        placeholders.cover(certificate.id(), certificate.names());
        arrivals.accept(certificate.id());
    }

    private void publish(String id, ManagedCertificate one) {
        if (one.wanted()) {
            catalog.publish(id, one.names(), one.key().chain(), one.key().privateKey());
        } else {
            catalog.publishLeftOver(id, one.names(), one.key().chain(), one.key().privateKey());
        }
    }

    @Override
    public void withdrawn(ManagedCertificate certificate) {
        withdraw(certificate.id());
        LOG.warn("certificate.withdrawn set={}", certificate.id());
    }

    /** Serves nothing under an id any more. */
    void withdraw(String id) {
        served.remove(id);
        catalog.withdraw(id);
    }

    @Override
    public void alerted(LifeAlert alert) {
        LOG.warn(
                "certificate.alert set={} lifeLeft={} expires={}",
                alert.id(),
                alert.lifeLeft(),
                alert.notAfter());
        alarm.accept(alert);
    }

    @Override
    public void recorded(String id, TimelineEntry entry) {
        recorder.accept(id, entry);
    }

    /** What is served under an id. */
    Optional<ManagedCertificate> served(String id) {
        return Optional.ofNullable(served.get(id));
    }
}
