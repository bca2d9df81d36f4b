package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.AcmeStatus;
import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.client.SubjectNames;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/**
 * The rules of an authority, whatever way it is spoken to: accounts, orders, proofs, certificates,
 * limits. Any thread; challenges are looked at outside the lock.
 */
public final class Authority {
    private final CaSettings settings;
    private final InstantSource clock;
    private final Validation validation;
    private final Perspectives perspectives;
    private final ChainSigner signer;
    private final CaState state = new CaState();
    private final Orders orders = new Orders(this, state);
    private final Ledger ledger = new Ledger();
    private final FaultScript script = new FaultScript();
    private final Map<String, CaProblem> refusals = new ConcurrentHashMap<>();
    private volatile Function<SortedSet<String>, OrderQuirk> quirks = _ -> OrderQuirk.NONE;
    private volatile @Nullable Function<CertId, RenewalWindow> windows;
    private volatile KillPoint killPoint = (_, _) -> {};
    private volatile boolean judgesLater;

    /** Called before a request takes effect and after, before its answer is seen. */
    public interface KillPoint {
        void at(Endpoint endpoint, boolean after);
    }

    public Authority(CaSettings settings, InstantSource clock, Validation validation) {
        this.settings = settings;
        this.clock = clock;
        this.validation = validation;
        this.perspectives = new Perspectives(settings.perspectives());
        this.signer = new ChainSigner(clock.instant(), settings.chain() - 1);
    }

    public FaultScript script() {
        return script;
    }

    public Ledger ledger() {
        return ledger;
    }

    public void killAt(KillPoint point) {
        killPoint = point;
    }

    /** From now on it looks at proofs after it has answered, as large authorities do. */
    public void judgeLater() {
        judgesLater = true;
    }

    KillPoint killPoint() {
        return killPoint;
    }

    CaSettings settings() {
        return settings;
    }

    Instant now() {
        return clock.instant();
    }

    ChainSigner signer() {
        return signer;
    }

    /** How orders for these names behave. */
    public void quirks(Function<SortedSet<String>, OrderQuirk> quirks) {
        this.quirks = quirks;
    }

    /** Lets orders that are stuck go on. */
    public synchronized void endQuirks() {
        quirks = _ -> OrderQuirk.NONE;
        state.orders.values().forEach(order -> order.quirk = OrderQuirk.NONE);
    }

    public synchronized void deactivateAuthorizations() {
        state.authorizations.values().forEach(a -> a.status = AcmeStatus.DEACTIVATED);
    }

    OrderQuirk quirk(SortedSet<String> names) {
        return quirks.apply(names);
    }

    /** Names that are refused at the order, and how. */
    Map<String, CaProblem> refusals() {
        return refusals;
    }

    public void refuse(String name, String type, String detail) {
        refusals.put(
                name,
                new CaProblem(
                        400,
                        type,
                        "some identifiers were rejected",
                        null,
                        List.of(new CaProblem.Sub(type, detail, name)),
                        null));
    }

    /** Answers all questions for renewal information; null for the usual windows. */
    public void windows(@Nullable Function<CertId, RenewalWindow> windows) {
        this.windows = windows;
    }

    public void blockPerspective(int place) {
        perspectives.block(place);
    }

    public void unblockPerspectives() {
        perspectives.unblock();
    }

    /** Refusals by a limit so far, requests a second included. */
    public synchronized long limitRefusals() {
        return state.limits.refusals();
    }

    public synchronized long mostFailuresInRow() {
        return state.limits.mostInRow();
    }

    public synchronized int accounts() {
        return state.accounts.size();
    }

    public synchronized int issuedCertificates() {
        return state.certificates.size();
    }

    /** Certificates for a name, oldest first. */
    public synchronized List<CertId> issuedFor(String name) {
        return state.certificates.values().stream()
                .filter(issued -> issued.names.contains(name))
                .map(issued -> new CertId(issued.certId))
                .toList();
    }

    /** Marks a certificate as revoked by somebody else; its window says so. */
    public synchronized void revoke(CertId id) {
        issued(id).revoked = true;
    }

    /** The list of what is revoked, signed like the leaves. */
    synchronized byte[] revocationList() {
        List<java.math.BigInteger> serials = new ArrayList<>();
        for (Issued issued : state.certificates.values()) {
            if (issued.revoked) {
                serials.add(serial(issued));
            }
        }
        return signer.list(serials, now());
    }

    private static java.math.BigInteger serial(Issued issued) {
        try {
            return OrderRequests.leaf(issued).getSerialNumber();
        } catch (CaProblem e) {
            throw new IllegalStateException(e);
        }
    }

    public synchronized void deactivateAccounts() {
        state.accounts.values().forEach(account -> account.deactivated = true);
    }

    public synchronized void forgetAccounts() {
        state.accounts.clear();
        state.byKey.clear();
    }

    public synchronized void demandAgreement(boolean wanted) {
        state.accounts.values().forEach(account -> account.mustAgree = wanted);
    }

    public synchronized long openAuthorizations() {
        return state.authorizations.values().stream()
                .filter(authorization -> authorization.status(now()) == AcmeStatus.PENDING)
                .count();
    }

    private Issued issued(CertId id) {
        Issued issued = state.byCertId.get(id.value());
        if (issued == null) {
            throw new IllegalArgumentException("no certificate " + id.value());
        }
        return issued;
    }

    // ---- the requests

    synchronized void request(Endpoint endpoint) throws CaProblem {
        if (settings.limits()) {
            state.limits.request(endpoint, now());
        }
    }

    synchronized Account newAccount(
            PublicKey key, boolean onlyExisting, List<String> contact, boolean bound)
            throws CaProblem {
        Account known = state.byKey.get(key);
        if (known != null) {
            return alive(known);
        }
        if (onlyExisting) {
            throw CaProblem.of(400, "accountDoesNotExist", "no account with this key");
        }
        if (!settings.bindings().isEmpty() && !bound) {
            throw CaProblem.of(
                    403, "externalAccountRequired", "an external account binding is needed");
        }
        if (settings.limits()) {
            state.limits.account("127.0.0.1", now());
        }
        var account = new Account(state.ids.next(), key, contact);
        state.accounts.put(account.id, account);
        state.byKey.put(key, account);
        return account;
    }

    synchronized Account account(String id) throws CaProblem {
        Account account = state.accounts.get(id);
        if (account == null) {
            throw CaProblem.of(400, "accountDoesNotExist", "no such account");
        }
        return alive(account);
    }

    private static Account alive(Account account) throws CaProblem {
        if (account.deactivated) {
            throw CaProblem.of(401, "unauthorized", "the account is deactivated");
        }
        return account;
    }

    synchronized void deactivate(Account account) {
        account.deactivated = true;
    }

    synchronized void changeKey(Account account, PublicKey key) throws CaProblem {
        if (state.byKey.containsKey(key)) {
            throw CaProblem.of(409, "conflict", "the key belongs to an account already");
        }
        state.byKey.remove(account.key);
        account.key = key;
        state.byKey.put(key, account);
    }

    synchronized Order newOrder(Account account, Orders.Wish wish) throws CaProblem {
        return orders.place(account, wish, now());
    }

    /** The order as this look finds it: processing takes a number of looks. */
    synchronized Order order(Account account, String id) throws CaProblem {
        Order order = found(state.orders.get(id));
        if (order.account != account) {
            throw CaProblem.of(403, "unauthorized", "not your order");
        }
        if (order.looks > 0) {
            order.looks--;
        }
        return order;
    }

    synchronized Authorization authorization(Account account, String id) throws CaProblem {
        Authorization authorization = found(state.authorizations.get(id));
        if (authorization.account != account) {
            throw CaProblem.of(403, "unauthorized", "not your authorization");
        }
        return authorization;
    }

    synchronized void deactivate(Authorization authorization) {
        authorization.status = AcmeStatus.DEACTIVATED;
    }

    synchronized CaChallenge challenge(Account account, String id) throws CaProblem {
        CaChallenge challenge = found(state.challenges.get(id));
        if (challenge.authorization.account != account) {
            throw CaProblem.of(403, "unauthorized", "not your challenge");
        }
        return challenge;
    }

    /** Looks at the answer and judges it. */
    CaChallenge trigger(Account account, String id, String thumbprint) throws CaProblem {
        CaChallenge challenge;
        synchronized (this) {
            challenge = challenge(account, id);
            if (challenge.authorization.status(now()) != AcmeStatus.PENDING) {
                return challenge;
            }
            challenge.status = AcmeStatus.PROCESSING;
        }
        if (judgesLater) {
            Thread.ofVirtual().start(() -> look(challenge, thumbprint));
        } else {
            look(challenge, thumbprint);
        }
        return challenge;
    }

    private void look(CaChallenge challenge, String thumbprint) {
        CaProblem error = null;
        try {
            perspectives.look(
                    validation,
                    new Validation.Question(
                            challenge.type,
                            challenge.authorization.name,
                            challenge.token,
                            challenge.token + "." + thumbprint));
        } catch (CaProblem e) {
            error = e;
        }
        synchronized (this) {
            judge(challenge, error);
        }
    }

    private void judge(CaChallenge challenge, @Nullable CaProblem error) {
        Authorization authorization = challenge.authorization;
        challenge.status = error == null ? AcmeStatus.VALID : AcmeStatus.INVALID;
        challenge.error = error;
        challenge.validated = error == null ? now() : null;
        authorization.status = challenge.status;
        if (error == null) {
            authorization.expires = now().plus(authorization.reuse);
            state.limits.proved(authorization.account.id, authorization.name);
        } else {
            state.limits.failed(authorization.account.id, authorization.name, now());
        }
    }

    synchronized Order finish(Account account, String id, byte[] csr) throws CaProblem {
        Order order = found(state.orders.get(id));
        Instant now = now();
        if (order.account != account) {
            throw CaProblem.of(403, "unauthorized", "not your order");
        }
        if (order.status(now) != AcmeStatus.READY) {
            throw CaProblem.of(403, "orderNotReady", "the order is " + order.status(now));
        }
        PublicKey key = judge(csr, order.names);
        Instant start = now.minus(settings.backdate());
        Instant end = start.plus(order.profile.life());
        X509Certificate leaf = signer.leaf(order.names, key, start, end);
        Issued issued = record(order, leaf, start, end);
        order.certificate = issued;
        order.looks = settings.processing();
        state.limits.issued(order.names, order.replaces != null, now);
        return order;
    }

    private Issued record(Order order, X509Certificate leaf, Instant start, Instant end) {
        try {
            var issued =
                    new Issued(
                            state.ids.next(),
                            CertId.of(leaf).orElseThrow().value(),
                            order.account,
                            order.names,
                            leaf.getEncoded(),
                            start,
                            end);
            state.certificates.put(issued.id, issued);
            state.byCertId.put(issued.certId, issued);
            return issued;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicKey judge(byte[] csr, SortedSet<String> names) throws CaProblem {
        try {
            var request = new JcaPKCS10CertificationRequest(csr);
            PublicKey key = request.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw CaProblem.of(400, "badCSR", "the signature is wrong");
            }
            if (!names(request).equals(names)) {
                throw CaProblem.of(400, "badCSR", "it names " + names(request));
            }
            return key;
        } catch (java.io.IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException e) {
            throw CaProblem.of(400, "badCSR", String.valueOf(e.getMessage()));
        }
    }

    private static SortedSet<String> names(JcaPKCS10CertificationRequest request) {
        var general =
                GeneralNames.fromExtensions(
                        request.getRequestedExtensions(), Extension.subjectAlternativeName);
        List<String> names = new ArrayList<>();
        for (var name : general.getNames()) {
            names.add(
                    name.getName() instanceof org.bouncycastle.asn1.ASN1OctetString address
                            ? address(address.getOctets())
                            : name.getName().toString());
        }
        return SubjectNames.canonical(names);
    }

    private static String address(byte[] bytes) {
        try {
            return java.net.InetAddress.getByAddress(bytes).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized Issued certificate(String id) throws CaProblem {
        return found(state.certificates.get(id));
    }

    RenewalWindow renewalInfo(String certId) throws CaProblem {
        Issued issued;
        synchronized (this) {
            issued = found(state.byCertId.get(certId));
        }
        Function<CertId, RenewalWindow> own = windows;
        if (issued.revoked) {
            return RenewalWindow.revoked(now());
        }
        return own == null
                ? RenewalWindow.usual(issued.start, issued.end)
                : own.apply(new CertId(certId));
    }

    synchronized void revoke(Account account, String certId) throws CaProblem {
        Issued issued = found(state.byCertId.get(certId));
        if (issued.account != account) {
            throw CaProblem.of(403, "unauthorized", "not your certificate");
        }
        if (issued.revoked) {
            throw CaProblem.of(400, "alreadyRevoked", "it is revoked already");
        }
        issued.revoked = true;
    }

    private static <T> T found(@Nullable T value) throws CaProblem {
        if (value == null) {
            throw CaProblem.of(404, "malformed", "no such thing");
        }
        return value;
    }
}
