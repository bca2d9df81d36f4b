package dev.quaygate.acme;

import dev.quaygate.acme.client.AccountRequest;
import dev.quaygate.acme.client.AcmeAccount;
import dev.quaygate.acme.client.AcmeAuthorization;
import dev.quaygate.acme.client.AcmeAuthorization.OfferedChallenge;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeDirectory;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.AcmeOrder;
import dev.quaygate.acme.client.AcmeProblem;
import dev.quaygate.acme.client.AcmeStatus;
import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.client.IssuedChain;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.client.OrderRequest;
import dev.quaygate.acme.client.RenewalInfo;
import dev.quaygate.acme.client.RevocationReason;
import dev.quaygate.acme.client.SubjectNames;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/**
 * An authority in memory, on the test's clock. A challenge is valid as soon as it is triggered
 * while it is presented.
 */
final class FakeAuthority implements AcmeClient {
    /** Sees each call before and after it takes effect, and may make it fail. */
    interface Fault {
        void at(String call, boolean after) throws AcmeFailure;
    }

    private static final class Order {
        final List<String> names;
        AcmeStatus status = AcmeStatus.PENDING;
        Set<String> proved = new HashSet<>();
        Optional<X509Certificate> certificate = Optional.empty();

        Order(List<String> names) {
            this.names = names;
        }
    }

    private static final KeyPair ROOT_KEY = KeyType.P256.generate();
    private static final URI BASE = URI.create("https://ca.test/");

    final List<OrderRequest> ordered = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<X509Certificate> revoked = new ArrayList<>();
    final Set<String> alreadyReplaced = new HashSet<>();
    final Map<PublicKey, Integer> accounts = new LinkedHashMap<>();
    private final Map<String, Order> orders = new HashMap<>();
    private final VirtualClock clock;
    private long serial = 1000;
    Duration life = Duration.ofDays(90);
    Set<String> profiles = Set.of();
    boolean replaceable = true; // false: every predecessor counts as replaced
    boolean failing; // true: no challenge is ever found
    Fault fault = (_, _) -> {};
    Function<CertId, Optional<RenewalInfo>> windows = _ -> Optional.empty();

    FakeAuthority(VirtualClock clock) {
        this.clock = clock;
    }

    static AcmeFailure unreachable() {
        return new AcmeFailure(
                new AcmeFailure.Reason.Unreachable("connect refused", 0), null, null);
    }

    static AcmeFailure refused(String type, int status, @Nullable Instant retryAfter) {
        return new AcmeFailure(
                new AcmeFailure.Reason.Refused(
                        new AcmeProblem(type, "the fake says so", status, List.of(), null)),
                retryAfter,
                null);
    }

    /** Looks at the challenges of every open order and finds nothing. */
    void failOpenOrders() {
        orders.values().stream()
                .filter(order -> order.status != AcmeStatus.VALID)
                .forEach(order -> order.status = AcmeStatus.INVALID);
    }

    long finished() {
        return orders.values().stream().filter(order -> order.certificate.isPresent()).count();
    }

    @Override
    public AcmeDirectory directory() throws AcmeFailure {
        enter("directory");
        var offered = new TreeMap<String, String>();
        profiles.forEach(profile -> offered.put(profile, ""));
        var result =
                new AcmeDirectory(BASE, offered, false, true, List.of(), null, clock.instant());
        return leave("directory", result);
    }

    @Override
    public AcmeAccount createAccount(AccountRequest request) throws AcmeFailure {
        enter("createAccount");
        int number = accounts.computeIfAbsent(request.key().getPublic(), _ -> accounts.size() + 1);
        return leave(
                "createAccount", new AcmeAccount(BASE.resolve("account/" + number), request.key()));
    }

    @Override
    public Optional<AcmeAccount> findAccount(KeyPair key) throws AcmeFailure {
        enter("findAccount");
        return Optional.ofNullable(accounts.get(key.getPublic()))
                .map(number -> new AcmeAccount(BASE.resolve("account/" + number), key));
    }

    @Override
    public AcmeAccount changeKey(AcmeAccount account, KeyPair newKey) throws AcmeFailure {
        enter("changeKey");
        Integer number = accounts.remove(account.key().getPublic());
        if (number == null) {
            throw refused("unauthorized", 403, null);
        }
        accounts.put(newKey.getPublic(), number);
        return leave("changeKey", new AcmeAccount(account.url(), newKey));
    }

    @Override
    public void deactivateAccount(AcmeAccount account) {
        throw new UnsupportedOperationException("the manager does not deactivate accounts");
    }

    @Override
    public AcmeOrder newOrder(AcmeAccount account, OrderRequest request) throws AcmeFailure {
        enter("newOrder");
        CertId replaces = request.replaces();
        if (replaces != null && (!replaceable || alreadyReplaced.contains(replaces.value()))) {
            var problem = new AcmeProblem("alreadyReplaced", "", 409, List.of(), null);
            throw new AcmeFailure(new AcmeFailure.Reason.AlreadyReplaced(problem), null, null);
        }
        ordered.add(request);
        String id = String.valueOf(ordered.size());
        orders.put(id, new Order(request.names()));
        return leave("newOrder", view(id));
    }

    @Override
    public AcmeOrder getOrder(AcmeAccount account, URI order) throws AcmeFailure {
        enter("getOrder");
        return leave("getOrder", view(last(order)));
    }

    @Override
    public AcmeAuthorization getAuthorization(AcmeAccount account, URI authorization)
            throws AcmeFailure {
        enter("getAuthorization");
        String id = segment(authorization, 1);
        String name = segment(authorization, 2);
        boolean proved = order(id).proved.contains(name);
        AcmeStatus status =
                order(id).status == AcmeStatus.INVALID
                        ? AcmeStatus.INVALID
                        : proved ? AcmeStatus.VALID : AcmeStatus.PENDING;
        String token = "token-" + id + "-" + name.replace('.', '_');
        var challenges =
                List.of(
                        new OfferedChallenge(
                                BASE.resolve("http/" + id + "/" + name),
                                "http-01",
                                status,
                                token,
                                token + ".x",
                                null),
                        new OfferedChallenge(
                                BASE.resolve("alpn/" + id + "/" + name),
                                "tls-alpn-01",
                                status,
                                token,
                                token + ".x",
                                null));
        return leave(
                "getAuthorization",
                new AcmeAuthorization(authorization, name, false, status, null, challenges, null));
    }

    @Override
    public void triggerChallenge(AcmeAccount account, URI challenge) throws AcmeFailure {
        enter("triggerChallenge");
        Order order = order(segment(challenge, 1));
        if (failing) {
            order.status = AcmeStatus.INVALID;
            leave("triggerChallenge", "");
            return;
        }
        order.proved.add(segment(challenge, 2));
        if (order.proved.containsAll(order.names)) {
            order.status = AcmeStatus.READY;
        }
        leave("triggerChallenge", "");
    }

    @Override
    public void deactivateAuthorization(AcmeAccount account, URI authorization) throws AcmeFailure {
        enter("deactivateAuthorization");
    }

    @Override
    public AcmeOrder finalizeOrder(AcmeAccount account, URI url, byte[] csr) throws AcmeFailure {
        enter("finalizeOrder");
        Order order = order(last(url));
        order.certificate = Optional.of(sign(order.names, csr));
        order.status = AcmeStatus.VALID;
        AcmeOrder valid = view(last(url));
        // As most authorities do: processing first, valid at the next look.
        return leave(
                "finalizeOrder",
                new AcmeOrder(
                        url,
                        AcmeStatus.PROCESSING,
                        valid.names(),
                        valid.authorizations(),
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    @Override
    public IssuedChain download(AcmeAccount account, URI certificate) throws AcmeFailure {
        enter("download");
        X509Certificate leaf = order(last(certificate)).certificate.orElseThrow();
        return leave("download", new IssuedChain(List.of(leaf), List.of()));
    }

    @Override
    public Optional<RenewalInfo> renewalInfo(CertId certificate) throws AcmeFailure {
        enter("renewalInfo");
        return leave("renewalInfo", windows.apply(certificate));
    }

    @Override
    public void revoke(AcmeAccount account, X509Certificate certificate, RevocationReason reason)
            throws AcmeFailure {
        enter("revoke");
        revoked.add(certificate);
    }

    private void enter(String call) throws AcmeFailure {
        fault.at(call, false);
        calls.add(call);
    }

    private <T> T leave(String call, T result) throws AcmeFailure {
        fault.at(call, true);
        return result;
    }

    private AcmeOrder view(String id) {
        Order order = order(id);
        return new AcmeOrder(
                BASE.resolve("order/" + id),
                order.status,
                order.names,
                order.names.stream().map(name -> BASE.resolve("authz/" + id + "/" + name)).toList(),
                order.certificate.isPresent() ? BASE.resolve("cert/" + id) : null,
                clock.instant().plus(Duration.ofDays(7)),
                null,
                null,
                null);
    }

    private Order order(String id) {
        Order order = orders.get(id);
        if (order == null) {
            throw new IllegalStateException("no order " + id);
        }
        return order;
    }

    private static String last(URI url) {
        return segment(url, 1);
    }

    private static String segment(URI url, int index) {
        return Path.of(url.getPath()).getName(index).toString();
    }

    private X509Certificate sign(List<String> names, byte[] csr) {
        try {
            PublicKey key = new JcaPKCS10CertificationRequest(csr).getPublicKey();
            var builder =
                    new JcaX509v3CertificateBuilder(
                                    new X500Name("CN=Fake CA"),
                                    BigInteger.valueOf(serial++),
                                    Date.from(clock.instant()),
                                    Date.from(clock.instant().plus(life)),
                                    new X500Name(""),
                                    key)
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    true,
                                    SubjectNames.extension(names))
                            .addExtension(
                                    Extension.basicConstraints, true, new BasicConstraints(false))
                            .addExtension(
                                    Extension.authorityKeyIdentifier,
                                    false,
                                    new JcaX509ExtensionUtils()
                                            .createAuthorityKeyIdentifier(ROOT_KEY.getPublic()));
            var signer =
                    new JcaContentSignerBuilder("SHA256withECDSA").build(ROOT_KEY.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (IOException | OperatorCreationException | CertificateException e) {
            throw new IllegalStateException(e);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
