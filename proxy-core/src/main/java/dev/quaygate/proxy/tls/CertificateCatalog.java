package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.settings.TlsSettings;
import dev.quaygate.proxy.settings.UnknownName;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate a name gets: exact name, then wildcard, else none; another name's only if the
 * settings say so for names that nobody knows ({@link #findForUnknown}). Changing it changes what
 * new handshakes see; connections that are open do not notice. Reading: any thread, without a lock.
 * Writing: any thread, one at a time.
 */
public final class CertificateCatalog {
    /** What handshakes read: replaced as a whole. */
    private record Names(
            Map<String, ServedCertificate> byName, @Nullable ServedCertificate forUnknown) {
        @Nullable ServedCertificate find(String name) {
            ServedCertificate exact = byName.get(name);
            if (exact != null) {
                return exact;
            }
            int dot = name.indexOf('.');
            return dot <= 0 ? null : byName.get("*" + name.substring(dot));
        }
    }

    private final TicketKeys tickets = new TicketKeys();
    private final WaitingHandshakes waiting = new WaitingHandshakes();

    /**
     * In the order of publication, so that of two for one name the later wins and withdrawing
     * brings the earlier back.
     */
    private final Map<String, ServedCertificate> served = new LinkedHashMap<>();

    private TlsSettings settings = TlsSettings.DEFAULT;
    private volatile Names names = new Names(Map.of(), null);

    /**
     * Serves a certificate from the next handshake on; replaces what was published under the same
     * id.
     *
     * @param id stable for one set of names over renewals
     * @param certificateNames DNS names, with wildcards as {@code *.example.com}, or IP literals
     * @param chain leaf first
     * @throws IllegalArgumentException if key and chain are not usable; what was served before
     *     stays
     */
    public void publish(
            String id, List<String> certificateNames, List<X509Certificate> chain, PrivateKey key) {
        publish(id, certificateNames, chain, key, false);
    }

    /** The same, for one that only keeps the place of a certificate to come. */
    public void publishStandIn(
            String id, List<String> certificateNames, List<X509Certificate> chain, PrivateKey key) {
        publish(id, certificateNames, chain, key, true);
    }

    private synchronized void publish(
            String id,
            List<String> certificateNames,
            List<X509Certificate> chain,
            PrivateKey key,
            boolean standIn) {
        List<String> folded =
                certificateNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        try {
            var context = ContextFactory.context(settings, chain, key, settings.alpn(), tickets);
            served.remove(id);
            served.put(id, new ServedCertificate(id, folded, chain, key, context, standIn));
        } catch (SSLException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "certificate " + id + " cannot be served: " + e.getMessage(), e);
        }
        swap();
    }

    /** Serves nothing under this id any more. */
    public synchronized void withdraw(String id) {
        if (served.remove(id) != null) {
            swap();
        }
    }

    /** Applies TLS settings to every certificate; the old ones stay if that fails. */
    public synchronized void settings(TlsSettings next) {
        if (next.equals(settings)) {
            return;
        }
        var rebuilt = new LinkedHashMap<String, ServedCertificate>();
        try {
            for (ServedCertificate old : served.values()) {
                var context =
                        ContextFactory.context(next, old.chain(), old.key(), next.alpn(), tickets);
                rebuilt.put(
                        old.id(),
                        new ServedCertificate(
                                old.id(),
                                List.copyOf(old.names()),
                                old.chain(),
                                old.key(),
                                context,
                                old.isStandIn()));
            }
        } catch (SSLException e) {
            throw new IllegalArgumentException("tls settings cannot be used: " + e.getMessage(), e);
        }
        settings = next;
        served.clear();
        served.putAll(rebuilt);
        swap();
    }

    /** Replaces the first ticket key in every context. */
    public synchronized void rotateTickets() {
        tickets.rotate(settings);
        served.values()
                .forEach(one -> ContextFactory.applyTickets(settings, one.context(), tickets));
    }

    /** The certificate for a folded name. */
    public Optional<ServedCertificate> find(String name) {
        return Optional.ofNullable(names.find(name));
    }

    /** The certificate for a name that no route names, or for none; empty to refuse it. */
    public Optional<ServedCertificate> findForUnknown() {
        return Optional.ofNullable(names.forUnknown());
    }

    /** Handshakes for names that have no certificate yet. */
    public WaitingHandshakes waiting() {
        return waiting;
    }

    /** Ids of the certificates that handshakes took since the last call. */
    public synchronized Set<String> takeUsed() {
        return served.values().stream()
                .filter(ServedCertificate::takeUsed)
                .map(ServedCertificate::id)
                .collect(Collectors.toSet());
    }

    private void swap() {
        var byName = new HashMap<String, ServedCertificate>();
        served.values().forEach(one -> one.names().forEach(name -> byName.put(name, one)));
        var known = new Names(Map.copyOf(byName), null);
        names = new Names(known.byName(), forUnknown(known));
    }

    private @Nullable ServedCertificate forUnknown(Names known) {
        return switch (settings.unknownName()) {
            case UnknownName.Refuse() -> null;
            case UnknownName.Show(String host) -> known.find(host);
        };
    }
}
