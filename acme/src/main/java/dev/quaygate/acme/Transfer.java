package dev.quaygate.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.TransferRow.Verdict;
import dev.quaygate.acme.client.AccountKeys;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.Lease;
import dev.quaygate.acme.store.StoreArchive;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.store.StoredGeneration;
import dev.quaygate.acme.store.StoredSet;
import dev.quaygate.acme.store.Version;
import dev.quaygate.acme.takeover.ForeignAccount;
import dev.quaygate.acme.takeover.ForeignCertificate;
import dev.quaygate.acme.takeover.ForeignStore;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings certificates and accounts of elsewhere into a store. Nothing in the store becomes worse:
 * of two certificates for the same names the one that was issued later stays, and an account that
 * is there is kept. Blocks; one thread.
 */
public final class Transfer {
    private final CertificateStore store;
    private final List<CertificatePolicy> policies;
    private final Instant now;
    private final boolean apply;
    private final List<TransferRow> rows = new ArrayList<>();

    private Transfer(
            CertificateStore store, List<CertificatePolicy> policies, Instant now, boolean apply) {
        this.store = store;
        this.policies = List.copyOf(policies);
        this.now = now;
        this.apply = apply;
    }

    /**
     * Takes over what another program has kept.
     *
     * @param policies what is configured: certificates go where these look for them
     * @param apply false to say only what would happen
     */
    public static List<TransferRow> of(
            ForeignStore foreign,
            CertificateStore store,
            List<CertificatePolicy> policies,
            Instant now,
            boolean apply) {
        var transfer = new Transfer(store, policies, now, apply);
        foreign.accounts().forEach(transfer::account);
        foreign.certificates().forEach(transfer::certificate);
        foreign.refused()
                .forEach((what, why) ->
                        transfer.rows.add(new TransferRow(what, null, "", Verdict.REFUSE, why)));
        return List.copyOf(transfer.rows);
    }

    /** Takes over an archive of {@code storage export}. */
    public static List<TransferRow> of(
            StoreArchive archive, CertificateStore store, Instant now, boolean apply) {
        var transfer = new Transfer(store, List.of(), now, apply);
        archive.sets().forEach(set -> transfer.set(set, archive.load(set)));
        archive.documents()
                .forEach((key, value) -> {
                    if (!key.startsWith("certs/")) {
                        transfer.document(key, value);
                    }
                });
        return List.copyOf(transfer.rows);
    }

    private void set(String set, StoredSet stored) {
        stored.damage().forEach(damage -> row(set, null, "", Verdict.REFUSE, damage));
        for (StoredGeneration generation : stored.whole()) {
            try {
                StoredCertificate found = StoredCertificate.of(generation);
                publish(set, found.meta(), found.key(), "generation " + generation.number());
                return;
            } catch (DamagedDocument e) {
                String detail = "generation " + generation.number() + ": " + e.getMessage();
                row(set, null, "", Verdict.REFUSE, detail);
            }
        }
    }

    private void document(String key, byte[] value) {
        boolean there = store.get(key).isPresent();
        boolean taken = !there && (!apply || store.put(key, value, Version.ABSENT));
        if (key.endsWith("key.pem") || key.startsWith("internal/")) {
            String detail = taken ? "" : "the store has one";
            row(key, null, "", taken ? Verdict.TAKE : Verdict.KEEP, detail);
        }
    }

    private void certificate(ForeignCertificate found) {
        SortedSet<String> names;
        try {
            names = SubjectNames.of(found.key().leaf());
        } catch (GeneralSecurityException e) {
            row(found.source(), null, "", Verdict.REFUSE, "its names cannot be read");
            return;
        }
        KeyType type = KeyType.of(found.key().leaf().getPublicKey()).orElse(null);
        if (names.isEmpty() || type == null) {
            row(found.source(), null, "", Verdict.REFUSE, "no names, or a key of another kind");
            return;
        }
        Optional<CertificatePolicy> policy = policy(names, type);
        List<String> order = policy.map(CertificatePolicy::names).orElse(List.copyOf(names));
        var meta =
                new CertificateMeta(
                        order,
                        type,
                        issuer(found.directory()),
                        found.directory() == null ? "" : Accounts.ca(found.directory()),
                        null,
                        found.key().leaf().getNotBefore().toInstant(),
                        null,
                        RenewalReason.MISSING);
        String set = policy.map(CertificatePolicy::id).orElse(SetId.of(order, type));
        String use = policy.isPresent() ? "" : ", no route asks for exactly these names";
        publish(set, meta, found.key(), found.source() + use);
    }

    private void publish(String set, CertificateMeta meta, CertifiedKey key, String detail) {
        String name = String.join(" ", meta.names());
        Instant expires = key.leaf().getNotAfter().toInstant();
        Optional<String> obstacle = obstacle(set, key, expires);
        if (obstacle.isPresent()) {
            Verdict verdict = expires.isAfter(now) ? Verdict.KEEP : Verdict.REFUSE;
            row(name, expires, meta.issuer(), verdict, obstacle.get() + ", " + detail);
            return;
        }
        if (apply) {
            try (Lease lease = store.lease(set).orElseThrow(() -> busy(set))) {
                store.publish(lease, StoredCertificate.files(meta, key));
            }
        }
        row(name, expires, meta.issuer(), Verdict.TAKE, detail);
    }

    /** Why it is not taken, empty if it is. */
    private Optional<String> obstacle(String set, CertifiedKey key, Instant expires) {
        if (!expires.isAfter(now)) {
            return Optional.of("it has expired");
        }
        StoredCertificate known = new SetRecords(store, set).load().certificate();
        if (known == null) {
            return Optional.empty();
        }
        X509Certificate there = known.key().leaf();
        if (there.equals(key.leaf())) {
            return Optional.of("the store has this one");
        }
        Instant since = there.getNotBefore().toInstant();
        boolean newer = key.leaf().getNotBefore().toInstant().isAfter(since);
        return newer ? Optional.empty() : Optional.of("the store has a newer one");
    }

    private void account(ForeignAccount found) {
        List<String> homes = homes(found);
        for (String home : homes) {
            boolean there = store.get(home + "key.pem").isPresent();
            if (!there && apply) {
                put(home, found);
            }
            row(
                    "account " + (found.url() == null ? found.directory() : found.url()),
                    null,
                    issuer(found.directory()),
                    there ? Verdict.KEEP : Verdict.TAKE,
                    (there ? "the store has one, " : "") + found.source());
        }
    }

    private void put(String home, ForeignAccount found) {
        byte[] pem = AccountKeys.toPem(found.key()).getBytes(UTF_8);
        if (store.put(home + "key.pem", pem, Version.ABSENT) && found.url() != null) {
            store.put(
                    home + "account.json",
                    new JsonObject()
                            .put("url", found.url().toString())
                            .put("directory", found.directory().toString())
                            .put("createdAt", now)
                            .toBytes());
        }
    }

    /** Where the issuers of the configuration look for it; else by its own address. */
    private List<String> homes(ForeignAccount account) {
        List<String> homes =
                issuers().stream()
                        .filter(issuer -> issuer.directory().equals(account.directory()))
                        .map(Accounts::home)
                        .distinct()
                        .toList();
        return homes.isEmpty()
                ? List.of(Accounts.home(account.directory(), account.email()))
                : homes;
    }

    private String issuer(@Nullable URI directory) {
        if (directory == null) {
            return "";
        }
        return issuers().stream()
                .filter(issuer -> issuer.directory().equals(directory))
                .map(Issuer.Acme::id)
                .findFirst()
                .orElse(directory.getHost());
    }

    private List<Issuer.Acme> issuers() {
        return policies.stream()
                .flatMap(policy -> policy.issuers().stream())
                .filter(Issuer.Acme.class::isInstance)
                .map(Issuer.Acme.class::cast)
                .toList();
    }

    /** Of two for the same names the one with the same kind of key. */
    private Optional<CertificatePolicy> policy(SortedSet<String> names, KeyType type) {
        return policies.stream()
                .filter(policy -> SubjectNames.canonical(policy.names()).equals(names))
                .min(Comparator.comparing(policy -> policy.keyType().isRsa() != type.isRsa()));
    }

    private void row(
            String what, @Nullable Instant expires, String issuer, Verdict verdict, String detail) {
        rows.add(new TransferRow(what, expires, issuer, verdict, detail));
    }

    private static StoreProblem busy(String set) {
        return new StoreProblem("another node just works on " + set + "; try again");
    }
}
