package dev.quaygate.proxy.tls;

import dev.quaygate.proxy.settings.TlsSettings;
import dev.quaygate.proxy.settings.UnknownName;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
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
 * settings say so for names that nobody knows ({@link #findForUnknown}). Of several for one name
 * one that is wanted goes before one that is left over, and that before a stand-in; then the later
 * wins, but of two, one with an RSA key and one without, each client gets the one that its
 * signature algorithms can check. Changing it changes what new handshakes see; connections that are
 * open do not notice. Reading: any thread, without a lock. Writing: any thread, one at a time.
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
     * By id, in the order of publication: of equals for one name the later wins, and withdrawing
     * brings the earlier back.
     */
    private Map<String, PublishedCertificate> published = Map.of();

    /** What is in use, by what it consists of: a change elsewhere makes no new context. */
    private Map<List<PublishedCertificate>, ServedCertificate> served = Map.of();

    private TlsSettings settings = TlsSettings.DEFAULT;
    private volatile Names names = new Names(Map.of(), null);

    /**
     * Serves a wanted certificate from the next handshake on; replaces what was published under the
     * same id.
     *
     * @param id stable for one set of names over renewals
     * @param certificateNames DNS names, with wildcards as {@code *.example.com}, or IP literals
     * @param chain leaf first
     * @throws IllegalArgumentException if key and chain are not usable; what was served before
     *     stays
     */
    public void publish(
            String id, List<String> certificateNames, List<X509Certificate> chain, PrivateKey key) {
        publish(id, certificateNames, new Credential(chain, key), Standing.IN_USE);
    }

    /** The same, for one that nobody wants any more: others for its names go before it. */
    public void publishLeftOver(
            String id, List<String> certificateNames, List<X509Certificate> chain, PrivateKey key) {
        publish(id, certificateNames, new Credential(chain, key), Standing.LEFT_OVER);
    }

    /** The same, for one that only keeps the place of a certificate to come. */
    public void publishStandIn(
            String id, List<String> certificateNames, List<X509Certificate> chain, PrivateKey key) {
        publish(id, certificateNames, new Credential(chain, key), Standing.STAND_IN);
    }

    private synchronized void publish(
            String id, List<String> certificateNames, Credential credential, Standing standing) {
        List<String> folded =
                certificateNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        var one = new PublishedCertificate(id, folded, credential, standing);
        var next = new LinkedHashMap<>(published);
        next.remove(id);
        next.put(id, one);
        try {
            var known = new HashMap<>(served);
            known.put(List.of(one), serve(List.of(one), settings)); // it can be used, if not now
            swap(next, settings, known);
        } catch (SSLException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "certificate " + id + " cannot be served: " + e.getMessage(), e);
        }
    }

    /** Serves nothing under this id any more. */
    public synchronized void withdraw(String id) {
        if (!published.containsKey(id)) {
            return;
        }
        var next = new LinkedHashMap<>(published);
        next.remove(id);
        try {
            swap(next, settings, served);
        } catch (SSLException e) {
            throw new IllegalStateException("what was served before " + id + " cannot be", e);
        }
    }

    /** Applies TLS settings to every certificate; the old ones stay if that fails. */
    public synchronized void settings(TlsSettings next) {
        if (next.equals(settings)) {
            return;
        }
        try {
            swap(published, next, Map.of());
            settings = next;
        } catch (SSLException e) {
            throw new IllegalArgumentException("tls settings cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Uses these session ticket keys in every context, for the next handshake on.
     *
     * @param keys at least one; the first encrypts, the others only decrypt
     */
    public synchronized void tickets(List<TicketKey> keys) {
        if (tickets.replace(keys)) {
            served.values()
                    .forEach(one -> ContextFactory.applyTickets(settings, one.context(), tickets));
        }
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
                .flatMap(one -> one.ids().stream())
                .collect(Collectors.toSet());
    }

    /** Changes everything, or nothing if a context cannot be made. */
    private void swap(
            Map<String, PublishedCertificate> next,
            TlsSettings with,
            Map<List<PublishedCertificate>, ServedCertificate> known)
            throws SSLException {
        var used = new HashMap<List<PublishedCertificate>, ServedCertificate>();
        var byName = new HashMap<String, ServedCertificate>();
        for (Map.Entry<String, Halves> entry : halves(next.values()).entrySet()) {
            List<PublishedCertificate> list = entry.getValue().list();
            ServedCertificate one = used.get(list);
            if (one == null) {
                one = known.containsKey(list) ? known.get(list) : serve(list, with);
                used.put(list, one);
            }
            byName.put(entry.getKey(), one);
        }
        published = next;
        served = used;
        var all = new Names(Map.copyOf(byName), null);
        names = new Names(all.byName(), forUnknown(all, with));
    }

    private static Map<String, Halves> halves(Collection<PublishedCertificate> all) {
        var halves = new HashMap<String, Halves>();
        for (PublishedCertificate one : all) {
            for (String name : one.names()) {
                halves.put(name, halves.getOrDefault(name, Halves.NONE).with(one));
            }
        }
        return halves;
    }

    private ServedCertificate serve(List<PublishedCertificate> halves, TlsSettings with)
            throws SSLException {
        List<Credential> credentials =
                halves.stream().map(PublishedCertificate::credential).toList();
        return new ServedCertificate(
                halves, ContextFactory.context(with, credentials, with.alpn(), tickets));
    }

    private static @Nullable ServedCertificate forUnknown(Names known, TlsSettings settings) {
        return switch (settings.unknownName()) {
            case UnknownName.Refuse() -> null;
            case UnknownName.Show(String host) -> known.find(host);
        };
    }
}
