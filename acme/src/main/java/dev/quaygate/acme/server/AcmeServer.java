package dev.quaygate.acme.server;

import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.StoreProblem;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives certificates of the internal authority to other machines that speak ACME (RFC 8555):
 * accounts with or without external binding, orders, http-01 and tls-alpn-01. There is no
 * revocation and no change of account keys: certificates live for days.
 *
 * <p>Whoever has the HTTP server calls {@link #answer} on a thread that may block. Several nodes
 * with one store are one server.
 */
public final class AcmeServer {
    /** Path below which everything is. */
    public static final String ROOT = "/acme/";

    /** Path of the directory, which clients are given. */
    public static final String DIRECTORY = ROOT + "directory";

    /** Bytes of the largest request body. */
    public static final int LARGEST_BODY = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(AcmeServer.class);

    private final ServerRecords records;
    private final Accounts accounts;
    private final Orders orders;
    private final Validations validations;
    private final Nonces nonces;
    private volatile AcmeServerSettings settings;

    /** Makes the secret behind nonces if there is none; touches nothing else in the store. */
    public AcmeServer(
            AcmeServerSettings settings,
            CertificateStore store,
            CertificateSource source,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        records = new ServerRecords(store, clock, random);
        accounts = new Accounts(records, clock);
        orders = new Orders(records, source, clock);
        validations = new Validations(orders, clock);
        nonces = new Nonces(records.nonceSecret(), clock, random);
    }

    /** Behaves like this from the next request on. */
    public void configure(AcmeServerSettings next) {
        settings = next;
    }

    /** Answers one request. Never throws; a failure of ours is a 500 and in the log. */
    public AcmeServerResponse answer(AcmeServerRequest request) {
        AcmeServerResponse answer;
        try {
            answer = route(request);
        } catch (ServerProblem problem) {
            answer = AcmeServerResponse.problem(problem);
        } catch (DamagedDocument e) {
            answer = AcmeServerResponse.problem(ServerProblem.malformed(e.getMessage() + ""));
        } catch (IOException | StoreProblem e) {
            LOG.error("internalCa.failed path={} what={}", request.path(), e.getMessage());
            answer = internal();
        } catch (RuntimeException e) {
            LOG.error("internalCa.failed path={}", request.path(), e);
            answer = internal();
        }
        String index = "<" + request.base() + DIRECTORY + ">;rel=\"index\"";
        String link = answer.fields().get("Link");
        return answer.with("Replay-Nonce", nonces.next())
                .with("Cache-Control", "no-store")
                .with("Link", link == null ? index : link + ", " + index);
    }

    static boolean isId(String text) {
        return text.matches("[A-Za-z0-9_-]{1,64}");
    }

    private static AcmeServerResponse internal() {
        return AcmeServerResponse.problem(
                ServerProblem.of(500, "serverInternal", "our fault; the log says more"));
    }

    private AcmeServerResponse route(AcmeServerRequest request) throws ServerProblem, IOException {
        String path = request.path();
        boolean get = request.method().equals("GET") || request.method().equals("HEAD");
        if (get && path.equals(DIRECTORY)) {
            return directory(request.base());
        }
        if (get && path.equals(ROOT + "new-nonce")) {
            return AcmeServerResponse.empty(request.method().equals("HEAD") ? 200 : 204);
        }
        if (!path.startsWith(ROOT)) {
            throw ServerProblem.notFound();
        }
        if (!request.method().equals("POST")) {
            throw ServerProblem.of(405, "malformed", "this is a POST (RFC 8555 §6.3)");
        }
        return post(request, List.of(path.substring(ROOT.length()).split("/", -1)));
    }

    private AcmeServerResponse directory(String base) {
        var meta = new JsonObject().put("externalAccountRequired", !settings.bindings().isEmpty());
        return AcmeServerResponse.json(
                200,
                new JsonObject()
                        .put("newNonce", base + ROOT + "new-nonce")
                        .put("newAccount", base + ROOT + "new-account")
                        .put("newOrder", base + ROOT + "new-order")
                        .put("meta", meta));
    }

    private AcmeServerResponse post(AcmeServerRequest request, List<String> path)
            throws ServerProblem, IOException {
        Jws jws = checked(request);
        if (path.equals(List.of("new-account"))) {
            JsonObject jwk =
                    jws.jwk()
                            .orElseThrow(() ->
                                    ServerProblem.malformed("a new account is signed with a jwk"));
            AccountKey key = AccountKey.of(jwk);
            jws.requireSignedBy(key);
            useNonce(jws);
            return accounts.create(request, key, jws.object(), settings);
        }
        if (jws.jwk().isPresent()) {
            throw ServerProblem.malformed("this is signed with the kid of an account");
        }
        AccountKey key = accounts.bySigner(jws.text("kid").orElse(""), request.base());
        jws.requireSignedBy(key);
        useNonce(jws);
        return of(request, key.thumbprint(), path, jws);
    }

    private static Jws checked(AcmeServerRequest request) throws ServerProblem {
        if (!request.mediaType().equals("application/jose+json")) {
            throw ServerProblem.of(415, "malformed", "the body is application/jose+json");
        }
        if (request.body().length > LARGEST_BODY) {
            throw ServerProblem.of(413, "malformed", "the body is too long");
        }
        Jws jws = Jws.parse(request.body());
        if (!jws.text("url").orElse("").equals(request.url())) {
            throw ServerProblem.unauthorized("the signed url is not " + request.url());
        }
        return jws;
    }

    /** After the signature: only who has a key can use nonces up. */
    private void useNonce(Jws jws) throws ServerProblem {
        if (!nonces.use(jws.text("nonce").orElse(""))) {
            throw ServerProblem.of(400, "badNonce", "the nonce is old, used or not ours");
        }
    }

    private AcmeServerResponse of(
            AcmeServerRequest request, String account, List<String> path, Jws jws)
            throws ServerProblem, IOException {
        String base = request.base();
        boolean ids = path.size() == 1 || isId(path.get(1));
        if (!ids || path.size() > 4) {
            throw ServerProblem.notFound();
        }
        String id = path.size() == 1 ? "" : path.get(1);
        return switch (path.getFirst() + path.size()) {
            case "new-order1" -> created(orders.create(account, jws.object()), base);
            case "account2" -> account(account, id);
            case "order2" -> shown(orders.owned(id, account), base);
            case "order3" -> finalized(path, account, jws, base);
            case "certificate2" -> certificate(orders.owned(id, account));
            case "authorization3" -> authorization(orders.owned(id, account), path, base);
            case "challenge4" -> challenge(orders.owned(id, account), path, base);
            default -> throw ServerProblem.notFound();
        };
    }

    private AcmeServerResponse account(String account, String id) throws ServerProblem {
        if (!account.equals(id)) {
            throw ServerProblem.unauthorized("this is another account");
        }
        return accounts.show();
    }

    private static AcmeServerResponse created(ServerOrder order, String base) {
        return AcmeServerResponse.json(201, order.json(base))
                .with("Location", base + ROOT + "order/" + order.id());
    }

    private static AcmeServerResponse shown(ServerOrder order, String base) {
        return AcmeServerResponse.json(200, order.json(base))
                .with("Location", base + ROOT + "order/" + order.id());
    }

    private AcmeServerResponse finalized(List<String> path, String account, Jws jws, String base)
            throws ServerProblem, IOException {
        if (!path.getLast().equals("finalize")) {
            throw ServerProblem.notFound();
        }
        return shown(orders.issue(path.get(1), account, jws.object()), base);
    }

    private static AcmeServerResponse certificate(ServerOrder order) throws ServerProblem {
        String chain = order.chain();
        if (chain == null) {
            throw ServerProblem.notFound();
        }
        return AcmeServerResponse.pem(chain);
    }

    private static AcmeServerResponse authorization(
            ServerOrder order, List<String> path, String base) throws ServerProblem {
        int index = index(order, path.get(2));
        boolean busy = order.proofs().get(index).state() == Proof.State.PROCESSING;
        var answer = AcmeServerResponse.json(200, order.authorization(base, index));
        return busy ? answer.with("Retry-After", "1") : answer;
    }

    private AcmeServerResponse challenge(ServerOrder order, List<String> path, String base)
            throws ServerProblem {
        int index = index(order, path.get(2));
        ChallengeCheck check = ChallengeCheck.of(path.get(3)).orElseThrow(ServerProblem::notFound);
        AcmeServerSettings now = settings;
        ServerOrder after =
                validations.begin(
                        order, index, check, new NetworkProbe(now.httpPort(), now.tlsPort()));
        return AcmeServerResponse.json(200, after.challenge(base, index, check.type()))
                .with("Link", "<" + after.authorizationUrl(base, index) + ">;rel=\"up\"");
    }

    private static int index(ServerOrder order, String text) throws ServerProblem {
        int index = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
        if (index >= order.proofs().size()) {
            throw ServerProblem.notFound();
        }
        return index;
    }
}
