package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.CertificateStatus.Attempt;
import dev.quaygate.acme.CertificateStatus.CertificateView;
import dev.quaygate.acme.CertificateStatus.Fault;
import dev.quaygate.acme.CertificateStatus.IssuerView;
import dev.quaygate.acme.CertificateStatus.Next;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.client.SubjectNames;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pair of files. A pair that does not fit changes nothing but the status. One thread at a time;
 * the status is for any.
 */
final class ManualCertificate {
    private static final Logger log = LoggerFactory.getLogger(ManualCertificate.class);
    private static final String FIX =
            "write chain and key of one certificate, each by renaming a complete file into place";

    private record Snapshot(
            @Nullable StoredCertificate certificate, @Nullable Fault fault, Instant at) {}

    private final ManualFiles files;
    private final ServedCertificate served;
    private volatile Snapshot snapshot;
    private String seen = "";
    private AttemptRecord.@Nullable AlertMark alerts;

    ManualCertificate(ManualFiles files, CertificateListener listener, Instant now) {
        this.files = files;
        this.served = new ServedCertificate(files.id(), listener);
        this.snapshot = new Snapshot(null, null, now);
    }

    ManualFiles files() {
        return files;
    }

    /** Reads both files, takes them if they fit, and gives the alerts that are due. */
    List<LifeAlert> look(LifecycleSettings settings, Instant now) {
        Snapshot before = snapshot;
        try {
            String chain = Files.readString(files.certificate(), UTF_8);
            String key = Files.readString(files.key(), UTF_8);
            String content = chain + "\u0000" + key;
            if (!content.equals(seen) || before.fault() != null) {
                snapshot = new Snapshot(read(chain, key, before.certificate(), now), null, now);
                seen = content;
            }
        } catch (IOException | GeneralSecurityException e) {
            refuse(before, e, now);
        }
        served.bring(snapshot.certificate(), true, settings.serveExpired(), now);
        return alerts(settings, now);
    }

    CertificateStatus status(Instant now) {
        Snapshot current = snapshot;
        StoredCertificate certificate = current.certificate();
        CertificateView view = certificate == null ? null : StatusView.view(certificate);
        Fault fault = current.fault();
        boolean expired = certificate != null && certificate.isExpired(now);
        return new CertificateStatus(
                files.id(),
                certificate == null ? List.of() : certificate.meta().names(),
                certificate == null ? "" : certificate.meta().keyType().word(),
                expired ? State.EXPIRED : State.MANUAL,
                "manual",
                new IssuerView(
                        "manual",
                        certificate == null ? null : CommonName.ofIssuer(certificate.key().leaf()),
                        null),
                view,
                certificate == null ? 0 : certificate.life().left(now),
                new Next("none", view == null ? null : view.notAfter(), "files of the user"),
                null,
                new Attempt(
                        current.at(),
                        fault == null ? "issued" : "failed",
                        Duration.ZERO,
                        "manual",
                        null,
                        "read",
                        fault),
                fault == null ? 0 : 1,
                served.isServing());
    }

    private static StoredCertificate read(
            String chainPem, String keyPem, @Nullable StoredCertificate before, Instant now)
            throws GeneralSecurityException {
        List<X509Certificate> chain = Pem.certificates(chainPem);
        KeyPair key = Pem.keyPair(keyPem);
        X509Certificate leaf = chain.getFirst();
        if (!leaf.getPublicKey().equals(key.getPublic())) {
            throw new GeneralSecurityException("the key does not fit the first certificate");
        }
        for (int i = 1; i < chain.size(); i++) {
            chain.get(i - 1).verify(chain.get(i).getPublicKey());
        }
        if (!leaf.getNotAfter().toInstant().isAfter(now)) {
            throw new GeneralSecurityException(
                    "the certificate expired at " + leaf.getNotAfter().toInstant());
        }
        List<String> names = List.copyOf(SubjectNames.of(leaf));
        if (names.isEmpty()) {
            throw new GeneralSecurityException(
                    "the certificate names nothing in its subject alternative names");
        }
        int generation = before == null ? 1 : before.generation() + 1;
        var meta =
                new CertificateMeta(
                        names,
                        keyType(leaf),
                        "manual",
                        "",
                        null,
                        leaf.getNotBefore().toInstant(),
                        null,
                        RenewalReason.ASKED);
        return new StoredCertificate(generation, meta, new CertifiedKey(chain, key.getPrivate()));
    }

    private static KeyType keyType(X509Certificate leaf) throws GeneralSecurityException {
        return switch (leaf.getPublicKey()) {
            case ECPublicKey ec ->
                    ec.getParams().getOrder().bitLength() > 256 ? KeyType.P384 : KeyType.P256;
            case RSAPublicKey rsa ->
                    rsa.getModulus().bitLength() >= 4096
                            ? KeyType.RSA4096
                            : rsa.getModulus().bitLength() >= 3072
                                    ? KeyType.RSA3072
                                    : KeyType.RSA2048;
            default ->
                    throw new GeneralSecurityException(
                            "a key of type " + leaf.getPublicKey().getAlgorithm());
        };
    }

    private void refuse(Snapshot before, Exception e, Instant now) {
        String what =
                e instanceof IOException
                        ? "cannot read " + e.getMessage()
                        : String.valueOf(e.getMessage());
        Fault known = before.fault();
        if (known == null || !known.detail().equals(what)) {
            log.warn(
                    "certificate.manual code=QG3036 cert={} key={} what={}",
                    files.certificate(),
                    files.key(),
                    what);
        }
        snapshot =
                new Snapshot(
                        before.certificate(), new Fault("QG3036", "manual", null, what, FIX), now);
    }

    private List<LifeAlert> alerts(LifecycleSettings settings, Instant now) {
        StoredCertificate certificate = snapshot.certificate();
        if (certificate == null) {
            return List.of();
        }
        String serial = StatusView.serial(certificate.key().leaf());
        List<Double> due =
                LifeThresholds.due(settings.alerts(), certificate.life(), serial, alerts, now);
        if (due.isEmpty()) {
            return List.of();
        }
        alerts = new AttemptRecord.AlertMark(serial, due.getLast());
        double left = certificate.life().left(now);
        Instant end = certificate.key().leaf().getNotAfter().toInstant();
        return due.stream()
                .map(threshold ->
                        new LifeAlert(files.id(), certificate.meta().names(), threshold, left, end))
                .toList();
    }
}
