package dev.quaygate.acme;

import dev.quaygate.acme.TimelineEntry.Kind;
import dev.quaygate.acme.client.AcmeAccount;
import dev.quaygate.acme.client.AcmeDirectory;
import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.AcmeOrder;
import dev.quaygate.acme.client.AcmeProblem;
import dev.quaygate.acme.client.AcmeStatus;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.ChainCheck;
import dev.quaygate.acme.client.Csr;
import dev.quaygate.acme.client.OrderRequest;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.issue.IssueFailure;
import dev.quaygate.acme.store.Lease;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets one certificate from one authority. Each step is stored before the next begins, so a new
 * process continues an order where the old one stopped: with an intent only it orders again, with
 * an address it asks the authority how far the order is.
 */
final class Issuance {
    private static final int PROFILE_NAMES = 25;

    private final IssuanceTools tools;
    private final IssuanceRequest request;
    private final SetRecords records;
    private final Authorizations authorizations;
    private boolean resumed;
    private boolean ordered;

    Issuance(IssuanceTools tools, IssuanceRequest request) {
        this.tools = tools;
        this.request = request;
        this.records = tools.records();
        this.authorizations = new Authorizations(tools);
    }

    /** Challenge types used, for the status; null if none was needed. */
    @Nullable String challenge() {
        return authorizations.used().isEmpty() ? null : String.join(", ", authorizations.used());
    }

    /** Whether an order was placed or gone on with, as far as we can know. */
    boolean ordered() {
        return ordered;
    }

    /** Names whose proof the authority rejected. */
    List<String> rejected() {
        return authorizations.rejected();
    }

    /**
     * Whether all that was judged was asked for before this attempt: the authority looked while
     * nobody answered, or might have.
     */
    boolean missedTheCheck() {
        return resumed && !authorizations.asked();
    }

    /** Runs to the published certificate. */
    StoredCertificate run(Lease lease, AcmeDirectory directory)
            throws IssueFailed, OrderDeferred, InterruptedException {
        refuseWildcardsWithoutDns();
        AcmeAccount account = null;
        AcmeOrder order = null;
        try {
            request.step().accept("account");
            account = tools.accounts().of(request.issuer(), tools.client());
            order = resume(account);
            resumed = order != null;
            ordered = resumed;
            if (order == null) {
                try {
                    order = place(account, directory);
                } catch (AcmeFailure e) {
                    account = registeredAgain(e);
                    order = place(account, directory);
                }
            }
            return finish(account, order, lease);
        } catch (AcmeFailure e) {
            throw ended(new IssueFailed(e), account, order);
        } catch (IssueFailed e) {
            throw ended(e, account, order);
        }
    }

    /** The authority says that there is no such account: the key is registered anew, once a day. */
    private AcmeAccount registeredAgain(AcmeFailure failure)
            throws AcmeFailure, InterruptedException {
        boolean unknown =
                failure.reason() instanceof AcmeFailure.Reason.Refused(AcmeProblem problem)
                        && problem.is("accountDoesNotExist");
        if (!unknown || !tools.accounts().forget(request.issuer())) {
            throw failure;
        }
        tools.timeline()
                .add(Kind.REPLACED, "the CA does not know the account; it is registered again");
        return tools.accounts().of(request.issuer(), tools.client());
    }

    private void refuseWildcardsWithoutDns() throws IssueFailed {
        for (String name : request.policy().names()) {
            if (name.startsWith("*.") && !authorizations.canProveWildcard(name, request)) {
                throw new IssueFailed(
                        new IssueFailure.Refused(
                                "QG3016",
                                name + " is a wildcard, which needs a dns challenge",
                                null));
            }
        }
    }

    /** The order of an earlier process or attempt, null if there is none to go on with. */
    private @Nullable AcmeOrder resume(AcmeAccount account)
            throws AcmeFailure, InterruptedException {
        Optional<PendingOrder> pending = records.pending();
        if (pending.isEmpty() || !pending.get().ca().equals(Accounts.ca(request.issuer()))) {
            return null;
        }
        URI url = pending.get().orderUrl();
        if (url == null) {
            return null;
        }
        request.step().accept("resume");
        AcmeOrder order;
        try {
            order = tools.client().getOrder(account, url);
        } catch (AcmeFailure e) {
            if (e.reason() instanceof AcmeFailure.Reason.Unreachable) {
                throw e;
            }
            return null; // the authority does not know it any more
        }
        return isAlive(order) ? order : null;
    }

    private boolean isAlive(AcmeOrder order) {
        boolean sameNames =
                SubjectNames.canonical(order.names())
                        .equals(SubjectNames.canonical(request.policy().names()));
        boolean expired =
                order.expires() != null && !order.expires().isAfter(tools.clock().instant());
        return sameNames
                && switch (order.status()) {
                    case PENDING, READY, PROCESSING -> !expired && canFinish(order);
                    case VALID -> canFinish(order);
                    case INVALID -> !expired; // finishing it records why it failed
                    case EXPIRED, DEACTIVATED, REVOKED, UNKNOWN -> false;
                };
    }

    /** Past finalize an order is worth nothing without the key of its request. */
    private boolean canFinish(AcmeOrder order) {
        return switch (order.status()) {
            case PENDING, READY -> true;
            default -> records.pendingKey().isPresent();
        };
    }

    private AcmeOrder place(AcmeAccount account, AcmeDirectory directory)
            throws AcmeFailure, OrderDeferred, InterruptedException {
        request.step().accept("order");
        String profile = profile(directory);
        var replaces = directory.renewalInfo() ? request.replaces() : null;
        var pending =
                new PendingOrder(
                        request.issuer().id(),
                        Accounts.ca(request.issuer()),
                        request.why(),
                        tools.clock().instant(),
                        replaces,
                        profile,
                        null,
                        null);
        if (!ordered) {
            request.admission().order();
            ordered = true;
        }
        records.begin(pending);
        var wish = new OrderRequest(request.policy().names(), profile, replaces, null);
        AcmeOrder order;
        try {
            order = tools.client().newOrder(account, wish);
        } catch (AcmeFailure e) {
            if (replaces == null || !isAboutReplaces(e)) {
                throw e;
            }
            tools.timeline()
                    .add(
                            Kind.REPLACED,
                            "the CA does not take this order as a replacement: " + e.getMessage());
            request.admission().orderWithout(replaces);
            pending = pending.withoutReplaces();
            order = tools.client().newOrder(account, wish.withReplaces(null));
        }
        records.put(pending.withOrder(order.url()));
        tools.timeline().add(Kind.ORDERED, request.issuer().id() + " " + request.why().word());
        return order;
    }

    private static boolean isAboutReplaces(AcmeFailure failure) {
        return switch (failure.reason()) {
            case AcmeFailure.Reason.AlreadyReplaced _ -> true;
            case AcmeFailure.Reason.Refused(AcmeProblem problem) ->
                    problem.httpStatus() == 409
                            || problem.is("malformed")
                            || problem.is("unauthorized")
                            || problem.is("conflict");
            case AcmeFailure.Reason.Unreachable _, AcmeFailure.Reason.ProfileNotOffered _ -> false;
        };
    }

    private @Nullable String profile(AcmeDirectory directory) {
        String wanted =
                request.issuer().profile() == null
                        ? request.policy().profile()
                        : request.issuer().profile();
        if (wanted != null) {
            return wanted;
        }
        List<String> names = request.policy().names();
        if (names.size() > PROFILE_NAMES) {
            return null;
        }
        String fitting =
                names.stream().anyMatch(SubjectNames::isAddress) ? "shortlived" : "tlsserver";
        return directory.profiles().containsKey(fitting) ? fitting : null;
    }

    private StoredCertificate finish(AcmeAccount account, AcmeOrder placed, Lease lease)
            throws AcmeFailure, IssueFailed, InterruptedException {
        AcmeOrder order = placed;
        Instant deadline = deadline(order);
        boolean proved = false;
        while (true) {
            if (!lease.held()) {
                throw new IssueFailed(new IssueFailure.StoreUnwritable("the lease was lost"));
            }
            switch (order.status()) {
                case PENDING -> {
                    if (!proved) {
                        request.step().accept("authorize");
                        authorizations.prove(account, order, request.challenges());
                        proved = true;
                        order = tools.client().getOrder(account, order.url());
                    } else {
                        order = poll(account, order, deadline);
                    }
                }
                case READY -> {
                    request.step().accept("finalize");
                    byte[] csr = Csr.der(request.policy().names(), keyForRequest());
                    order = tools.client().finalizeOrder(account, order.url(), csr);
                    tools.timeline().add(Kind.FINALIZED, "");
                }
                case PROCESSING, UNKNOWN -> {
                    request.step().accept("processing");
                    order = poll(account, order, deadline);
                }
                case VALID -> {
                    return publish(account, order, lease);
                }
                case INVALID, EXPIRED, DEACTIVATED, REVOKED ->
                        throw new IssueFailed(
                                IssueFailure.ofValidation(
                                        String.join(", ", request.policy().names()),
                                        order.error()));
            }
        }
    }

    private AcmeOrder poll(AcmeAccount account, AcmeOrder order, Instant deadline)
            throws AcmeFailure, IssueFailed, InterruptedException {
        Instant now = tools.clock().instant();
        if (!now.isBefore(deadline)) {
            throw new IssueFailed(
                    new IssueFailure.Unreachable("the CA is still processing the order", null));
        }
        tools.pause().pause(Polling.delay(order.retryAfter(), now));
        return tools.client().getOrder(account, order.url());
    }

    private Instant deadline(AcmeOrder order) {
        Instant cap = tools.clock().instant().plus(request.issuer().facts().processing());
        return order.expires() == null ? cap : Durations.earlier(order.expires(), cap);
    }

    /** The key is in the store before the authority can sign for it. */
    private KeyPair keyForRequest() {
        Optional<KeyPair> stored = records.pendingKey();
        if (stored.isPresent()) {
            return stored.get();
        }
        CertifiedKey old = request.oldKey();
        KeyPair key =
                old == null
                        ? request.policy().keyType().generate()
                        : new KeyPair(old.leaf().getPublicKey(), old.privateKey());
        records.putPendingKey(key);
        return key;
    }

    private StoredCertificate publish(AcmeAccount account, AcmeOrder order, Lease lease)
            throws AcmeFailure, IssueFailed, InterruptedException {
        URI url = order.certificate();
        KeyPair key = records.pendingKey().orElse(null);
        if (url == null || key == null) {
            throw new IssueFailed(
                    new IssueFailure.Unreachable(
                            "the order is valid but its certificate is lost", null));
        }
        request.step().accept("download");
        PendingOrder pending =
                records.pending()
                        .orElseThrow(() ->
                                new IssueFailed(
                                        new IssueFailure.StoreUnwritable(
                                                "the pending order was lost from the store")));
        records.put(pending.withCertificate(url));
        List<X509Certificate> chain =
                new ChainChoice(tools.client(), tools.timeline())
                        .download(account, url, request.policy().preferredChain());
        Instant now = tools.clock().instant();
        Optional<String> fault =
                ChainCheck.problem(chain, request.policy().names(), key.getPublic(), now);
        if (fault.isPresent()) {
            records.clearPending();
            throw new IssueFailed(new IssueFailure.Unreachable(fault.get(), null));
        }
        tools.timeline()
                .add(Kind.ISSUED, "serial " + chain.getFirst().getSerialNumber().toString(16));
        request.step().accept("publish");
        var meta =
                new CertificateMeta(
                        request.policy().names(),
                        request.policy().keyType(),
                        request.issuer().id(),
                        pending.ca(),
                        pending.profile(),
                        now,
                        order.url(),
                        pending.why());
        return records.publish(lease, meta, new CertifiedKey(chain, key.getPrivate()));
    }

    /**
     * A judged order is over: its leftovers at the authority are given up. Any other failure leaves
     * it to be continued.
     */
    private IssueFailed ended(
            IssueFailed e, @Nullable AcmeAccount account, @Nullable AcmeOrder order)
            throws InterruptedException {
        switch (e.failure()) {
            case IssueFailure.NotValidated _,
                    IssueFailure.NotPresented _,
                    IssueFailure.Refused _ -> {
                if (account != null && order != null) {
                    giveUp(account, order);
                }
                records.clearPending();
            }
            case IssueFailure.AccountBlocked(AcmeProblem problem) -> {
                if (problem.is("accountDoesNotExist")) {
                    tools.accounts().forget(request.issuer());
                }
            }
            case IssueFailure.Unreachable _,
                    IssueFailure.RateLimited _,
                    IssueFailure.StoreUnwritable _ -> {}
        }
        return e;
    }

    private void giveUp(AcmeAccount account, AcmeOrder order) throws InterruptedException {
        for (URI url : order.authorizations()) {
            try {
                if (tools.client().getAuthorization(account, url).status() == AcmeStatus.PENDING) {
                    tools.client().deactivateAuthorization(account, url);
                }
            } catch (AcmeFailure f) {
                return; // pending authorizations expire by themselves
            }
        }
    }
}
