package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.faultca.HttpMessages.Answer;
import dev.quaygate.acme.faultca.HttpMessages.Request;
import dev.quaygate.acme.faultca.SignedRequests.Signed;
import dev.quaygate.acme.store.DamagedDocument;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The authority behind https on free ports of the loopback; strict about what it is asked. */
public final class FaultCa implements AutoCloseable {
    private final Authority core;
    private final List<HttpListener> listeners = new ArrayList<>();
    private final Urls urls = new Urls();
    private final Nonces nonces = new Nonces();
    private final Views views = new Views(urls);
    private final SignedRequests signed;
    private final AccountRequests accounts;
    private final OrderRequests orders;

    public FaultCa(Authority core) throws IOException {
        this.core = core;
        this.signed = new SignedRequests(core, nonces, urls);
        this.accounts = new AccountRequests(core, urls, views);
        this.orders = new OrderRequests(core, urls, views);
        SSLContext tls = TlsIdentity.context();
        for (Endpoint endpoint : Endpoint.values()) {
            var listener = new HttpListener(endpoint, tls, core.script(), handler(endpoint));
            listeners.add(listener);
            urls.port(endpoint, listener.port());
        }
    }

    public Authority core() {
        return core;
    }

    public URI directory() {
        return urls.of(Endpoint.DIRECTORY);
    }

    /** Roots of its TLS certificate. */
    public static List<X509Certificate> roots() {
        return List.of(TlsIdentity.root());
    }

    /** How to reach it, with a limit for a request and one for a call. */
    public AcmeEndpoint endpoint(Duration request, Duration call) {
        return new AcmeEndpoint(directory(), roots(), "quaygate-test/1", request, call)
                .withPace(1000);
    }

    private HttpListener.Handler handler(Endpoint endpoint) {
        return new HttpListener.Handler() {
            @Override
            public Answer answer(Request request) {
                return FaultCa.this.answer(endpoint, request);
            }

            @Override
            public void lost(Fault fault) {
                core.ledger()
                        .add(
                                new Ledger.Entry(
                                        core.now(), endpoint, "", "", List.of(), "fault " + fault));
            }
        };
    }

    private Answer answer(Endpoint endpoint, Request request) {
        if (request.method().equals("NONCE")) {
            return Answer.of(200, "", new byte[0]).with("Replay-Nonce", nonces.fresh());
        }
        core.killPoint().at(endpoint, false);
        var entry = new Draft();
        Answer answer;
        try {
            core.request(endpoint);
            if (request.header("user-agent") == null) {
                throw CaProblem.malformed("User-Agent is missing");
            }
            answer = route(endpoint, request, entry);
        } catch (CaProblem e) {
            entry.problem = e.type;
            answer = problem(e);
        } catch (DamagedDocument | IllegalArgumentException e) {
            entry.problem = "malformed";
            answer = problem(CaProblem.malformed(String.valueOf(e.getMessage())));
        }
        core.ledger()
                .add(
                        new Ledger.Entry(
                                core.now(),
                                endpoint,
                                entry.account,
                                entry.about,
                                entry.names,
                                entry.problem));
        core.killPoint().at(endpoint, true);
        if (!request.method().equals("GET")) {
            answer = answer.with("Replay-Nonce", nonces.fresh());
        }
        return answer.with("Date", date()).with("Cache-Control", "no-store");
    }

    private String date() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(core.now().atOffset(ZoneOffset.UTC));
    }

    /** What the ledger will say. */
    private static final class Draft {
        String account = "";
        String about = "";
        List<String> names = List.of();
        @Nullable String problem;
    }

    private Answer route(Endpoint endpoint, Request request, Draft draft) throws CaProblem {
        String id = urls.id(endpoint, request.path());
        draft.about = id;
        switch (endpoint) {
            case DIRECTORY -> {
                return Answer.json(200, views.directory(core.settings()));
            }
            case NEW_NONCE -> {
                return Answer.of(200, "text/plain", new byte[0])
                        .with("Replay-Nonce", nonces.fresh());
            }
            case RENEWAL_INFO -> {
                RenewalWindow window = core.renewalInfo(id);
                return Answer.json(200, Views.window(window))
                        .with("Retry-After", window.retryAfter());
            }
            default -> {}
        }
        URI url = id.isEmpty() ? urls.of(endpoint) : urls.of(endpoint, id);
        Signed who = signed.read(request, url);
        if (endpoint == Endpoint.NEW_ACCOUNT) {
            return accounts.create(who);
        }
        if (endpoint == Endpoint.REVOKE) {
            return orders.revoke(who);
        }
        Account account = who.account();
        if (account == null) {
            throw CaProblem.malformed("kid is needed");
        }
        draft.account = account.id;
        return switch (endpoint) {
            case ACCOUNT -> accounts.change(who, account);
            case KEY_CHANGE -> accounts.changeKey(who, account);
            case NEW_ORDER -> {
                draft.names =
                        who.jws().json().objects("identifiers").stream()
                                .map(identifier -> identifier.text("value"))
                                .toList();
                yield orders.create(who, account);
            }
            case ORDER -> orders.get(account, id);
            case FINALIZE -> orders.finish(who, account, id);
            case AUTHORIZATION -> orders.authorization(who, account, id);
            case CHALLENGE -> orders.challenge(who, account, id);
            case CERTIFICATE -> orders.certificate(id);
            default -> throw new IllegalStateException(endpoint.name());
        };
    }

    private Answer problem(CaProblem problem) {
        Answer answer =
                Answer.of(problem.status, "application/problem+json", problem.json().toBytes());
        if (problem.retryAt != null) {
            long seconds = Duration.between(core.now(), problem.retryAt).toSeconds() + 1;
            answer = answer.with("Retry-After", String.valueOf(seconds));
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        for (HttpListener listener : listeners) {
            listener.close();
        }
    }
}
