package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.http.ClientAddress;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.settings.RouteAction;
import dev.quaygate.proxy.text.Ascii;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The first steps of an exchange: who asks, what is answered before any route, and which route
 * takes it. Without state; event loop only.
 */
final class RequestRouting {
    private static final byte[] HEAD = Ascii.bytes("HEAD");
    private static final byte[] GET = Ascii.bytes("GET");
    private static final byte[] CHALLENGE = Ascii.bytes("/.well-known/acme-challenge/");
    private static final int LONGEST_ID = 128;

    private RequestRouting() {}

    /** Answers the request or forwards it. */
    static void start(Exchange exchange) {
        if (exchange.trustedPeer) {
            exchange.record.client =
                    ClientAddress.resolve(
                                    exchange.client.peer(),
                                    exchange.config.trustedProxies(),
                                    exchange.head)
                            .getHostAddress();
            adoptRequestId(exchange);
        }
        RequestHead head = exchange.head;
        if (isChallenge(head, head.pathStart, head.pathEnd) && answerChallenge(exchange)) {
            return;
        }
        route(exchange);
    }

    private static void route(Exchange exchange) {
        if (exchange.loop.pressure.refusesWork()) {
            exchange.answerError(Cause.OVERLOAD, Cause.OVERLOAD.status(), "limits.memory");
            return;
        }
        if (exchange.client.secure()) {
            startSecure(exchange);
        } else {
            startClear(exchange);
        }
    }

    private static void startSecure(Exchange exchange) {
        if (exchange.config.strictHost() && !certificateCoversHost(exchange)) {
            exchange.answerError(
                    Cause.WRONG_HOST,
                    Cause.WRONG_HOST.status(),
                    "host is not covered by this connection's certificate");
            return;
        }
        BoundRoute found = exchange.config.routes().find(exchange.head, Route.Scheme.HTTPS);
        if (isAmbiguous(exchange, Route.Scheme.HTTPS)) {
            ambiguous(exchange);
            return;
        }
        if (found == null) {
            noRoute(exchange);
            return;
        }
        act(exchange, found);
    }

    private static void startClear(Exchange exchange) {
        RoutingSnapshot config = exchange.config;
        BoundRoute found = config.routes().find(exchange.head, Route.Scheme.HTTP);
        if (isAmbiguous(exchange, Route.Scheme.HTTP)) {
            ambiguous(exchange);
            return;
        }
        if (found != null) {
            act(exchange, found);
            return;
        }
        boolean hasSecure =
                config.redirectCode() != 0
                        && config.routes().find(exchange.head, Route.Scheme.HTTPS) != null;
        if (hasSecure) {
            ResponseHead answer = exchange.loop.response;
            OwnAnswer.toHttps(answer, config.redirectCode(), exchange.head, config.redirectPort());
            exchange.answer(answer, null, Cause.REDIRECT);
            return;
        }
        noRoute(exchange);
    }

    private static void ambiguous(Exchange exchange) {
        exchange.answerError(Cause.BAD_REQUEST, 400, "path can be read as one of another route");
    }

    private static void noRoute(Exchange exchange) {
        exchange.answerError(Cause.NO_ROUTE, 404, "no route for this host and path");
    }

    /** Rule: what was judged is what every endpoint sees, also one that reads paths laxly. */
    private static boolean isAmbiguous(Exchange exchange, Route.Scheme scheme) {
        RequestHead head = exchange.head;
        return head.liberalStart != head.normalStart
                && (exchange.config.routes().isAmbiguous(head, scheme)
                        || isChallenge(head, head.liberalStart, head.liberalEnd));
    }

    private static void act(Exchange exchange, BoundRoute found) {
        exchange.taken(found);
        switch (found.route().action()) {
            case RouteAction.ForwardTo _ -> exchange.forward(found);
            case RouteAction.Redirect redirect -> {
                ResponseHead answer = exchange.loop.response;
                String scheme = exchange.client.secure() ? "https" : "http";
                OwnAnswer.redirect(answer, redirect, exchange.head, scheme);
                OwnAnswer.edit(answer, found, exchange.client.secure());
                exchange.answer(answer, null, Cause.REDIRECT);
            }
            case RouteAction.Respond respond -> {
                ResponseHead answer = exchange.loop.response;
                byte[] body = OwnAnswer.respond(answer, respond);
                OwnAnswer.edit(answer, found, exchange.client.secure());
                exchange.answer(answer, body, Cause.FIXED_ANSWER);
            }
        }
    }

    private static boolean isChallenge(RequestHead head, int start, int end) {
        int after = start + CHALLENGE.length;
        return end > after
                && Arrays.equals(head.bytes, start, after, CHALLENGE, 0, CHALLENGE.length);
    }

    /** Answers a pending http-01 challenge before any route, redirect or rule (RFC 8555 §8.3). */
    private static boolean answerChallenge(Exchange exchange) {
        RequestHead head = exchange.head;
        ChallengeAnswers challenges = exchange.config.challenges();
        if (!head.isMethod(HEAD) && !head.isMethod(GET)) {
            return refusesUnknown(exchange);
        }
        String token = Ascii.string(head.bytes, head.pathStart + CHALLENGE.length, head.pathEnd);
        String authorization = challenges.keyAuthorization(token);
        if (authorization != null) {
            answer(exchange, authorization);
            return true;
        }
        Executor loop = exchange.loop.loop;
        boolean seeks =
                !head.hasBody()
                        && challenges.seek(
                                token, found -> loop.execute(() -> sought(exchange, found)));
        return seeks || refusesUnknown(exchange);
    }

    /** Goes on with a request whose token was asked for elsewhere. */
    private static void sought(Exchange exchange, @Nullable String authorization) {
        if (exchange.isOver()) {
            return; // the client did not wait
        }
        if (authorization != null) {
            answer(exchange, authorization);
        } else if (!refusesUnknown(exchange)) {
            route(exchange);
        }
    }

    private static void answer(Exchange exchange, String authorization) {
        ResponseHead answer = exchange.loop.response;
        byte[] body = OwnAnswer.challenge(answer, authorization);
        exchange.answer(answer, body, Cause.FIXED_ANSWER);
    }

    private static boolean refusesUnknown(Exchange exchange) {
        if (exchange.config.challenges().routeUnknown()) {
            return false;
        }
        exchange.answerError(Cause.NO_ROUTE, 404, "no such challenge");
        return true;
    }

    private static boolean certificateCoversHost(Exchange exchange) {
        RequestHead head = exchange.head;
        TlsFacts tls = exchange.client.tls();
        return tls == null
                || FieldName.equalsFolded(head.bytes, head.hostStart, head.hostEnd, tls.sniBytes())
                || tls.covers(foldedHost(head));
    }

    private static String foldedHost(RequestHead head) {
        String host = head.host().toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static void adoptRequestId(Exchange exchange) {
        RequestHead head = exchange.head;
        int field = head.find(FieldName.X_REQUEST_ID);
        if (field < 0) {
            return;
        }
        int length = head.valueEnd(field) - head.valueStart(field);
        if (length > 0 && length <= LONGEST_ID) {
            exchange.id =
                    Arrays.copyOfRange(head.bytes, head.valueStart(field), head.valueEnd(field));
        }
    }
}
