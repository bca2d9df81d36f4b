package dev.quaygate.acme.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * {@link AcmeClient} by way of acme4j, which only the classes named {@code Acme4j…} know. Calls of
 * different threads run side by side, each in a conversation of its own.
 */
public final class Acme4jClient implements AcmeClient {
    private static final Duration RENEWAL_INFO_LIMIT = Duration.ofSeconds(10);

    private interface Call<T> {
        T run(Acme4jSession session) throws AcmeException, AcmeFailure;
    }

    private final AcmeEndpoint endpoint;
    private final InstantSource clock;
    private final HttpClient http;
    private final RequestPace pace;
    private final Acme4jDirectory directory;
    private final ConcurrentLinkedDeque<Acme4jSession> idle = new ConcurrentLinkedDeque<>();

    /**
     * Prepares to speak to an authority; sends nothing.
     *
     * @param clock tells when a Retry-After in seconds ends
     */
    public Acme4jClient(AcmeEndpoint endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.pace = new RequestPace(endpoint.requestsPerSecond());
        this.directory = new Acme4jDirectory(endpoint.directory());
        var builder =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(endpoint.requestLimit())
                        .executor(Executors.newVirtualThreadPerTaskExecutor());
        if (!endpoint.roots().isEmpty()) {
            builder.sslContext(PrivateTrust.context(endpoint.roots()));
        }
        this.http = builder.build();
    }

    @Override
    public AcmeDirectory directory() throws AcmeFailure, InterruptedException {
        return call(session -> {
            JSON json = directory.read(session.library());
            return directory.describe(json, session.http());
        });
    }

    @Override
    public AcmeAccount createAccount(AccountRequest request)
            throws AcmeFailure, InterruptedException {
        return call(session -> register(session, builder(request), request.key()));
    }

    private static AccountBuilder builder(AccountRequest request) {
        var builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(request.key());
        if (request.email() != null) {
            builder.addEmail(request.email());
        }
        ExternalAccountBinding binding = request.binding();
        if (binding != null) {
            // Authorities expect HS256 whatever the length of the key they gave out.
            builder.withKeyIdentifier(binding.keyId(), binding.macKey()).withMacAlgorithm("HS256");
        }
        return builder;
    }

    private AcmeAccount register(Acme4jSession session, AccountBuilder builder, KeyPair key)
            throws AcmeException, AcmeFailure {
        Login login = session.withNonce(() -> builder.createLogin(session.library()));
        var account = new AcmeAccount(Acme4jAnswers.uri(login.getAccountLocation()), key);
        requireOwn(account.url());
        return account;
    }

    /**
     * Refuses an address that no later request may go to: callers store it, and would ask there for
     * ever.
     */
    private void requireOwn(URI url) throws AcmeFailure {
        if (!"https".equals(url.getScheme())
                || url.getHost() == null
                || !directory.allows(url.getHost())) {
            String what =
                    "%s answered with the address '%s://%s', which is not a host of its directory"
                            .formatted(
                                    endpoint.directory().getHost(), url.getScheme(), url.getHost());
            throw new AcmeFailure(new AcmeFailure.Reason.Unreachable(what, 0), null, null);
        }
    }

    @Override
    public Optional<AcmeAccount> findAccount(KeyPair key) throws AcmeFailure, InterruptedException {
        return call(session -> {
            var builder = new AccountBuilder().onlyExisting().useKeyPair(key);
            try {
                return Optional.of(register(session, builder, key));
            } catch (AcmeServerException e) {
                if (Acme4jAnswers.problem(e.getProblem(), 0).is("accountDoesNotExist")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public AcmeAccount changeKey(AcmeAccount account, KeyPair newKey)
            throws AcmeFailure, InterruptedException {
        return call(session -> {
            Login login = session.login(account);
            session.withNonce(() -> {
                login.getAccount().changeKey(newKey);
                return login;
            });
            return new AcmeAccount(account.url(), newKey);
        });
    }

    @Override
    public void deactivateAccount(AcmeAccount account) throws AcmeFailure, InterruptedException {
        call(session -> {
            Login login = session.login(account);
            return session.withNonce(() -> {
                login.getAccount().deactivate();
                return login;
            });
        });
    }

    @Override
    public AcmeOrder newOrder(AcmeAccount account, OrderRequest request)
            throws AcmeFailure, InterruptedException {
        return call(session -> {
            checkProfile(session, request.profile());
            var order = session.login(account).newOrder();
            request.names().forEach(name -> order.identifier(Acme4jAnswers.identifier(name)));
            if (request.profile() != null) {
                order.profile(request.profile());
            }
            CertId replaced = request.replaces();
            if (replaced != null && offersRenewalInfo(session)) {
                order.replaces(replaced.value());
            }
            if (request.notAfter() != null) {
                order.notAfter(request.notAfter());
            }
            AcmeOrder placed =
                    Acme4jAnswers.order(session.withNonce(order::create), retryAfter(session));
            requireOwn(placed.url());
            requireSameNames(request, placed);
            return placed;
        });
    }

    /** An order for other names than ours would be proved and paid for in vain (RFC 8555 §7.4). */
    private void requireSameNames(OrderRequest request, AcmeOrder placed) throws AcmeFailure {
        var wanted = SubjectNames.canonical(request.names());
        if (!SubjectNames.canonical(placed.names()).equals(wanted)) {
            String what =
                    "%s answered with an order for %s, not for %s"
                            .formatted(endpoint.directory().getHost(), placed.names(), wanted);
            throw new AcmeFailure(new AcmeFailure.Reason.Unreachable(what, 0), null, null);
        }
    }

    private void checkProfile(Acme4jSession session, @Nullable String profile)
            throws AcmeException, AcmeFailure {
        if (profile == null || session.library().getMetadata().isProfileAllowed(profile)) {
            return;
        }
        // Our copy may be older than the profile.
        AcmeDirectory offered =
                directory.describe(directory.read(session.library()), session.http());
        if (!offered.profiles().containsKey(profile)) {
            throw new AcmeFailure(
                    new AcmeFailure.Reason.ProfileNotOffered(
                            profile, List.copyOf(offered.profiles().keySet())),
                    null,
                    null);
        }
    }

    private static boolean offersRenewalInfo(Acme4jSession session) throws AcmeException {
        return session.library().resourceUrlOptional(Resource.RENEWAL_INFO).isPresent();
    }

    @Override
    public AcmeOrder getOrder(AcmeAccount account, URI order)
            throws AcmeFailure, InterruptedException {
        return call(session -> {
            var bound = session.login(account).bindOrder(Acme4jSession.url(order));
            session.withNonce(bound::fetch);
            return Acme4jAnswers.order(bound, retryAfter(session));
        });
    }

    @Override
    public AcmeAuthorization getAuthorization(AcmeAccount account, URI authorization)
            throws AcmeFailure, InterruptedException {
        return call(session -> {
            var url = Acme4jSession.url(authorization);
            var bound = session.login(account).bindAuthorization(url);
            session.withNonce(bound::fetch);
            return Acme4jAnswers.authorization(bound, retryAfter(session));
        });
    }

    @Override
    public void triggerChallenge(AcmeAccount account, URI challenge)
            throws AcmeFailure, InterruptedException {
        call(session -> {
            Login login = session.login(account);
            var url = Acme4jSession.url(challenge);
            var bound = session.withNonce(() -> login.bindChallenge(url));
            return session.withNonce(() -> {
                bound.trigger();
                return bound;
            });
        });
    }

    @Override
    public void deactivateAuthorization(AcmeAccount account, URI authorization)
            throws AcmeFailure, InterruptedException {
        call(session -> {
            var url = Acme4jSession.url(authorization);
            var bound = session.login(account).bindAuthorization(url);
            return session.withNonce(() -> {
                bound.deactivate();
                return bound;
            });
        });
    }

    @Override
    public AcmeOrder finalizeOrder(AcmeAccount account, URI order, byte[] csr)
            throws AcmeFailure, InterruptedException {
        return call(session -> {
            var bound = session.login(account).bindOrder(Acme4jSession.url(order));
            session.withNonce(bound::fetch);
            session.withNonce(() -> {
                bound.execute(csr);
                return bound;
            });
            session.withNonce(bound::fetch);
            return Acme4jAnswers.order(bound, retryAfter(session));
        });
    }

    @Override
    public IssuedChain download(AcmeAccount account, URI certificate)
            throws AcmeFailure, InterruptedException {
        return call(session -> {
            var url = Acme4jSession.url(certificate);
            Certificate bound = session.login(account).bindCertificate(url);
            session.withNonce(() -> {
                bound.download();
                return bound;
            });
            return new IssuedChain(
                    bound.getCertificateChain(),
                    bound.getAlternates().stream().map(Acme4jAnswers::uri).toList());
        });
    }

    @Override
    public Optional<RenewalInfo> renewalInfo(CertId certificate)
            throws AcmeFailure, InterruptedException {
        return call(
                session -> {
                    if (!offersRenewalInfo(session)) {
                        return Optional.empty();
                    }
                    String base =
                            session.library().resourceUrl(Resource.RENEWAL_INFO).toExternalForm();
                    String slash = base.endsWith("/") ? "" : "/";
                    var url = Acme4jSession.url(URI.create(base + slash + certificate.value()));
                    // Not through the library's own class: that wants an account, the request none.
                    try (var connection = session.library().connect()) {
                        connection.sendRequest(url, session.library(), null);
                        JSON json = connection.readJsonResponse();
                        return Optional.of(Acme4jAnswers.renewalInfo(json, retryAfter(session)));
                    }
                },
                RENEWAL_INFO_LIMIT);
    }

    @Override
    public void revoke(AcmeAccount account, X509Certificate certificate, RevocationReason reason)
            throws AcmeFailure, InterruptedException {
        call(session -> {
            Login login = session.login(account);
            return session.withNonce(() -> {
                Certificate.revoke(login, certificate, Acme4jAnswers.reason(reason));
                return login;
            });
        });
    }

    private @Nullable Instant retryAfter(Acme4jSession session) {
        return session.http().last().flatMap(head -> head.retryAfter(clock.instant())).orElse(null);
    }

    private <T> T call(Call<T> call) throws AcmeFailure, InterruptedException {
        return call(call, endpoint.callLimit());
    }

    private <T> T call(Call<T> call, Duration limit) throws AcmeFailure, InterruptedException {
        Acme4jSession known = idle.poll();
        var session = known != null ? known : new Acme4jSession(endpoint, http, pace, directory);
        session.startCall(limit);
        try {
            return call.run(session);
        } catch (AcmeException | RuntimeException e) {
            throw new Acme4jFailures(endpoint.directory(), clock.instant(), session.http().last())
                    .of(e);
        } finally {
            idle.offer(session);
        }
    }
}
