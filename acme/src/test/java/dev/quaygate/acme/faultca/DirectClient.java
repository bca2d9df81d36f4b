package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.AccountRequest;
import dev.quaygate.acme.client.AcmeAccount;
import dev.quaygate.acme.client.AcmeAuthorization;
import dev.quaygate.acme.client.AcmeAuthorization.OfferedChallenge;
import dev.quaygate.acme.client.AcmeClient;
import dev.quaygate.acme.client.AcmeDirectory;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.AcmeOrder;
import dev.quaygate.acme.client.AcmeStatus;
import dev.quaygate.acme.client.CertId;
import dev.quaygate.acme.client.ExternalAccountBinding;
import dev.quaygate.acme.client.IssuedChain;
import dev.quaygate.acme.client.OrderRequest;
import dev.quaygate.acme.client.RenewalInfo;
import dev.quaygate.acme.client.RevocationReason;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The authority without a network: the same core, limits and faults, fast enough for years. */
public final class DirectClient implements AcmeClient {
    private static final URI BASE = URI.create("https://ca.test/");

    private final Authority core;
    private final DirectLine line;

    public DirectClient(Authority core, DirectLine line) {
        this.core = core;
        this.line = line;
    }

    @Override
    public AcmeDirectory directory() throws AcmeFailure {
        return line.ask(
                Endpoint.DIRECTORY,
                entry -> {
                    var profiles = new TreeMap<String, String>();
                    if (core.settings().namesProfiles()) {
                        core.settings().profiles().forEach(p -> profiles.put(p.name(), ""));
                    }
                    return new AcmeDirectory(
                            BASE.resolve("directory"),
                            profiles,
                            !core.settings().bindings().isEmpty(),
                            core.settings().renewalInfo(),
                            List.of("ca.test"),
                            null,
                            core.now());
                });
    }

    @Override
    public AcmeAccount createAccount(AccountRequest request) throws AcmeFailure {
        return line.ask(
                Endpoint.NEW_ACCOUNT,
                entry -> {
                    ExternalAccountBinding binding = request.binding();
                    boolean bound =
                            binding != null
                                    && binding.macKey()
                                            .equals(
                                                    core.settings()
                                                            .bindings()
                                                            .get(binding.keyId()));
                    Account account =
                            core.newAccount(request.key().getPublic(), false, List.of(), bound);
                    return new AcmeAccount(url(Endpoint.ACCOUNT, account.id), request.key());
                });
    }

    @Override
    public Optional<AcmeAccount> findAccount(KeyPair key) throws AcmeFailure {
        try {
            return line.ask(
                    Endpoint.NEW_ACCOUNT,
                    entry -> {
                        Account account = core.newAccount(key.getPublic(), true, List.of(), false);
                        return Optional.of(new AcmeAccount(url(Endpoint.ACCOUNT, account.id), key));
                    });
        } catch (AcmeFailure e) {
            if (e.problem().filter(problem -> problem.is("accountDoesNotExist")).isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public AcmeAccount changeKey(AcmeAccount account, KeyPair newKey) throws AcmeFailure {
        return line.ask(
                Endpoint.KEY_CHANGE,
                entry -> {
                    core.changeKey(known(account, entry), newKey.getPublic());
                    return new AcmeAccount(account.url(), newKey);
                });
    }

    @Override
    public void deactivateAccount(AcmeAccount account) throws AcmeFailure {
        line.ask(
                Endpoint.ACCOUNT,
                entry -> {
                    core.deactivate(known(account, entry));
                    return account;
                });
    }

    @Override
    public AcmeOrder newOrder(AcmeAccount account, OrderRequest request) throws AcmeFailure {
        return line.ask(
                Endpoint.NEW_ORDER,
                entry -> {
                    entry.names = request.names();
                    CertId replaces = request.replaces();
                    Order order =
                            core.newOrder(
                                    known(account, entry),
                                    new Orders.Wish(
                                            request.names(),
                                            request.profile(),
                                            replaces == null ? null : replaces.value(),
                                            request.notAfter()));
                    entry.about = order.id;
                    return view(order);
                });
    }

    @Override
    public AcmeOrder getOrder(AcmeAccount account, URI order) throws AcmeFailure {
        return line.ask(
                Endpoint.ORDER, entry -> view(core.order(known(account, entry), id(order, entry))));
    }

    @Override
    public AcmeAuthorization getAuthorization(AcmeAccount account, URI authorization)
            throws AcmeFailure {
        return line.ask(
                Endpoint.AUTHORIZATION,
                entry ->
                        view(
                                core.authorization(known(account, entry), id(authorization, entry)),
                                account));
    }

    @Override
    public void triggerChallenge(AcmeAccount account, URI challenge) throws AcmeFailure {
        line.ask(
                Endpoint.CHALLENGE,
                entry ->
                        core.trigger(
                                known(account, entry),
                                id(challenge, entry),
                                Jwk.thumbprint(account.key().getPublic())));
    }

    @Override
    public void deactivateAuthorization(AcmeAccount account, URI authorization) throws AcmeFailure {
        line.ask(
                Endpoint.AUTHORIZATION,
                entry -> {
                    core.deactivate(
                            core.authorization(known(account, entry), id(authorization, entry)));
                    return account;
                });
    }

    @Override
    public AcmeOrder finalizeOrder(AcmeAccount account, URI order, byte[] csr) throws AcmeFailure {
        return line.ask(
                Endpoint.FINALIZE,
                entry -> view(core.finish(known(account, entry), id(order, entry), csr)));
    }

    @Override
    public IssuedChain download(AcmeAccount account, URI certificate) throws AcmeFailure {
        return line.ask(
                Endpoint.CERTIFICATE,
                entry -> {
                    Issued issued = core.certificate(id(certificate, entry));
                    List<X509Certificate> chain = new ArrayList<>();
                    chain.add(OrderRequests.leaf(issued));
                    chain.addAll(core.signer().chain(false));
                    return new IssuedChain(chain, List.of());
                });
    }

    @Override
    public Optional<RenewalInfo> renewalInfo(CertId certificate) throws AcmeFailure {
        if (!core.settings().renewalInfo()) {
            return Optional.empty();
        }
        return line.ask(
                Endpoint.RENEWAL_INFO,
                entry -> {
                    entry.about = certificate.value();
                    RenewalWindow window = core.renewalInfo(certificate.value());
                    return Optional.of(
                            new RenewalInfo(
                                    window.start(),
                                    window.end(),
                                    window.explanation() == null
                                            ? null
                                            : URI.create(window.explanation()),
                                    DirectLine.retryAt(window.retryAfter(), core.now())));
                });
    }

    @Override
    public void revoke(AcmeAccount account, X509Certificate certificate, RevocationReason reason)
            throws AcmeFailure {
        line.ask(
                Endpoint.REVOKE,
                entry -> {
                    core.revoke(
                            known(account, entry), CertId.of(certificate).orElseThrow().value());
                    return account;
                });
    }

    /** The account of the address, if the key that would sign is still its own. */
    private Account known(AcmeAccount account, DirectLine.Draft entry) throws CaProblem {
        Account known = core.account(id(account.url(), entry));
        if (!known.key.equals(account.key().getPublic())) {
            throw CaProblem.of(400, "malformed", "the signature is wrong");
        }
        entry.account = known.id;
        return known;
    }

    private AcmeOrder view(Order order) {
        Instant now = core.now();
        AcmeStatus status = order.status(now);
        Issued issued = order.certificate;
        CaProblem error = order.error;
        return new AcmeOrder(
                url(Endpoint.ORDER, order.id),
                status,
                List.copyOf(order.names),
                order.authorizations.stream().map(a -> url(Endpoint.AUTHORIZATION, a.id)).toList(),
                issued == null || status != AcmeStatus.VALID
                        ? null
                        : url(Endpoint.CERTIFICATE, issued.id),
                order.expires,
                error == null ? null : DirectLine.problem(error),
                order.namedProfile ? order.profile.name() : null,
                now.plusSeconds(2));
    }

    private AcmeAuthorization view(Authorization authorization, AcmeAccount account) {
        String thumbprint = Jwk.thumbprint(account.key().getPublic());
        return new AcmeAuthorization(
                url(Endpoint.AUTHORIZATION, authorization.id),
                authorization.name,
                authorization.wildcard,
                authorization.status(core.now()),
                authorization.expires,
                authorization.challenges.stream().map(c -> view(c, thumbprint)).toList(),
                null);
    }

    private static OfferedChallenge view(CaChallenge challenge, String thumbprint) {
        @Nullable CaProblem error = challenge.error;
        return new OfferedChallenge(
                url(Endpoint.CHALLENGE, challenge.id),
                challenge.type,
                challenge.status,
                challenge.token,
                challenge.token + "." + thumbprint,
                error == null ? null : DirectLine.problem(error));
    }

    private static URI url(Endpoint endpoint, String id) {
        return BASE.resolve(endpoint.path() + "/" + id);
    }

    private static String id(URI url, DirectLine.Draft entry) {
        String id = String.valueOf(Path.of(url.getPath()).getFileName());
        entry.about = id;
        return id;
    }
}
