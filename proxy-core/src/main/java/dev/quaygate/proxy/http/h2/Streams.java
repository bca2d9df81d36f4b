package dev.quaygate.proxy.http.h2;

import dev.quaygate.proxy.codec.Refusal;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.h2.AbuseLimits;
import dev.quaygate.proxy.codec.h2.ErrorCode;
import dev.quaygate.proxy.codec.h2.PeerSettings;
import dev.quaygate.proxy.codec.h2.ReceiveWindow;
import dev.quaygate.proxy.codec.h2.ResetStreams;
import dev.quaygate.proxy.codec.h2.Sender;
import dev.quaygate.proxy.codec.h2.StreamTable;
import dev.quaygate.proxy.codec.h2.Wire;
import dev.quaygate.proxy.http.RequestGuard;
import dev.quaygate.proxy.observe.Cause;
import dev.quaygate.proxy.relay.ClientConnection;
import dev.quaygate.proxy.relay.Exchange;
import dev.quaygate.proxy.relay.RoutingSnapshot;
import dev.quaygate.proxy.settings.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection: how they open, what they share, how they end (RFC 9113 §5.1). A
 * stream that ends cancels its upstream request in the same call, and both streams and requests at
 * work are bounded by the same limit. Event loop only.
 */
final class Streams {
    private static final String PROTOCOL = "h2";

    final ResponseOutput output;
    private final H2Connection connection;
    private final Lifecycle life;
    private final ClientConnection client;
    private final Limits limits;
    private final Sender sender;
    private final PeerSettings peer;
    private final AbuseLimits abuse;
    private final RequestGuard guard = new RequestGuard();
    private final StreamTable<H2Stream> table = new StreamTable<>(H2Stream[]::new);
    private final ResetStreams reset = new ResetStreams();
    private final ReceiveWindow window =
            new ReceiveWindow(Wire.DEFAULT_WINDOW, Wire.CONNECTION_WINDOW);
    private int lastStreamId;
    private int working;
    private int backlogged;
    private @Nullable RoutingSnapshot trustedIn;
    private boolean trusted;

    Streams(
            H2Connection connection,
            Lifecycle life,
            ClientConnection client,
            Limits limits,
            ResponseOutput output,
            Sender sender,
            PeerSettings peer,
            AbuseLimits abuse) {
        this.connection = connection;
        this.life = life;
        this.client = client;
        this.limits = limits;
        this.output = output;
        this.sender = sender;
        this.peer = peer;
        this.abuse = abuse;
    }

    @Nullable H2Stream find(int streamId) {
        return table.find(streamId);
    }

    /** Highest id of the client. */
    int lastStreamId() {
        return lastStreamId;
    }

    /** Open streams. */
    int count() {
        return table.size();
    }

    /** Exchanges that are not over. */
    int working() {
        return working;
    }

    /** Whether response bytes wait for a window or the socket. */
    boolean isBacklogged() {
        return backlogged > 0;
    }

    /** A stream's response bytes began or ceased to wait. */
    void backlogged(int change) {
        backlogged += change;
    }

    /** A copy of the open streams. */
    H2Stream[] all() {
        return table.snapshot();
    }

    /** High-water mark of a stream's response bytes. */
    int buffer() {
        return limits.buffer();
    }

    // ---- opening ----

    RequestHead takeHead() {
        return client.loop().takeHead();
    }

    void giveBack(RequestHead head) {
        client.loop().giveBack(head);
    }

    /** The client has used this id. */
    void accepted(int streamId) {
        lastStreamId = streamId;
    }

    boolean mayOpen() {
        int streams = limits.streams();
        return life.takesRequests() && table.size() < streams && working < streams;
    }

    /** One stream too many: the client may ask again (RFC 9113 §8.7). */
    void refuse(int streamId) {
        reset.remember(streamId, Wire.STREAM_WINDOW);
        output.reset(streamId, ErrorCode.REFUSED_STREAM);
        countError();
    }

    /** A complete head that the guard has not seen. */
    void open(int streamId, RequestHead head, boolean end) {
        head.chunked = !end;
        RoutingSnapshot config = client.config().get();
        Refusal refusal = guard.judge(head, client.secure(), isTrusted(config), config.limits());
        if (refusal == null && end && head.contentLength > 0) {
            refusal = Refusal.close(Cause.BAD_FRAMING, "body shorter than its length");
        }
        if (refusal != null && refusal.malformed()) {
            openMalformed(streamId, head, refusal);
            return;
        }
        if (refusal != null) {
            openRefused(streamId, head, end, refusal);
            return;
        }
        H2Stream stream = add(streamId, end ? null : new RequestBody(head.contentLength));
        if (head.contentLength > 0) {
            head.chunked = false;
        } else if (!end) {
            // Also for a length of 0: the endpoint must not see the end before we do.
            head.contentLength = -1;
        }
        stream.opened(Exchange.open(client, head, stream, PROTOCOL));
    }

    /** A head that is answered with an error. */
    void openRefused(int streamId, RequestHead head, boolean end, Refusal refusal) {
        H2Stream stream = add(streamId, end ? null : new RequestBody(-1));
        Exchange.refuse(client, head, stream, PROTOCOL, refusal);
        if (refusal.cause() == Cause.HEAD_TOO_LARGE) {
            countError(); // small to send, large to decode
        }
    }

    /** A head that is no request at all: no answer, a stream error (RFC 9113 §8.1.1). */
    void openMalformed(int streamId, RequestHead head, Refusal refusal) {
        H2Stream stream = new H2Stream(streamId, this, 0, null);
        Exchange.refuseSilently(client, head, stream, PROTOCOL, refusal);
        streamError(streamId, null, ErrorCode.PROTOCOL_ERROR, refusal.detail());
    }

    /** Leaves a record of what the connection, not a request, was ended for. */
    void record(Refusal refusal) {
        H2Stream none = new H2Stream(0, this, 0, null);
        Exchange.refuseSilently(client, takeHead(), none, PROTOCOL, refusal);
    }

    private H2Stream add(int streamId, @Nullable RequestBody body) {
        H2Stream stream = new H2Stream(streamId, this, peer.window, body);
        table.add(stream);
        working++;
        life.streamOpened();
        return stream;
    }

    private boolean isTrusted(RoutingSnapshot config) {
        if (config != trustedIn) {
            trustedIn = config;
            trusted = config.trustedProxies().contains(client.peer());
        }
        return trusted;
    }

    // ---- ending ----

    /** An error of the client on a stream that may be closed already. */
    void streamError(int streamId, @Nullable H2Stream stream, int code, String detail) {
        int inFlight = Wire.STREAM_WINDOW;
        if (stream != null && stream.body() != null) {
            inFlight = stream.body().window.available();
        }
        reset.remember(streamId, inFlight);
        output.reset(streamId, code);
        if (stream != null) {
            stream.close(Cause.BAD_FRAMING, detail);
        }
        countError();
    }

    void streamError(H2Stream stream, int code, String detail) {
        streamError(stream.id, stream, code, detail);
    }

    /** Ends a stream from our side. */
    void reset(H2Stream stream, int code) {
        RequestBody body = stream.body();
        if (body != null && !stream.isRemoteEnded()) {
            reset.remember(stream.id, body.window.available());
        }
        output.reset(stream.id, code);
        stream.close(Cause.CLIENT_ABORT, "");
    }

    /** An answer is complete before its request: the client gets some time to end it. */
    void answeredEarly() {
        connection.lingerLater();
    }

    /** Ends requests that outlast their answer (RFC 9113 §8.1); returns whether others may. */
    boolean endLingering() {
        boolean more = false;
        for (H2Stream stream : all()) {
            if (stream.hasLingered()) {
                reset(stream, ErrorCode.NO_ERROR);
            } else {
                more |= stream.isAnsweredEarly();
            }
        }
        return more;
    }

    /** The exchange gave up. */
    void aborted(H2Stream stream, Cause cause) {
        reset(stream, codeOf(cause));
        if (isClients(cause)) {
            countError();
        }
    }

    /** The client takes nothing. */
    void stalled(H2Stream stream) {
        stream.close(Cause.CLIENT_STALL, "timeouts.write");
        reset(stream, ErrorCode.CANCEL);
        countError();
    }

    void resetByPeer(int streamId, int code) {
        H2Stream stream = find(streamId);
        if (stream != null) {
            stream.close(Cause.CLIENT_ABORT, "RST_STREAM " + ErrorCode.word(code));
        }
        countError();
    }

    /** The connection is gone or broken: all end. */
    void endAll(Cause cause, String detail) {
        for (H2Stream stream : all()) {
            stream.close(cause, detail);
        }
    }

    void closed(H2Stream stream) {
        table.remove(stream);
        sender.remove(stream);
        if (table.size() == 0) {
            life.noStreams();
        }
    }

    void exchangeOver() {
        working--;
    }

    private void countError() {
        if (abuse.streamError(connection.now())) {
            life.abuse("too many streams end by error");
        }
    }

    private static int codeOf(Cause cause) {
        return switch (cause) {
            case BAD_REQUEST, BAD_FRAMING -> ErrorCode.PROTOCOL_ERROR;
            case H2_ABUSE -> ErrorCode.ENHANCE_YOUR_CALM;
            case CLIENT_STALL,
                    BODY_TIMEOUT,
                    BODY_TOO_LARGE,
                    REQUEST_DEADLINE,
                    DRAIN_CUT,
                    RELOAD_CUT ->
                    ErrorCode.CANCEL;
            default -> ErrorCode.INTERNAL_ERROR;
        };
    }

    private static boolean isClients(Cause cause) {
        return switch (cause) {
            case BAD_REQUEST, BAD_FRAMING, BODY_TIMEOUT, BODY_TOO_LARGE, CLIENT_STALL -> true;
            default -> false;
        };
    }

    // ---- windows ----

    void sendLater(H2Stream stream) {
        sender.add(stream);
        connection.flushLater();
    }

    /** The peer's initial window changed by {@code delta}; false if one overflows. */
    boolean widenAll(int delta) {
        for (H2Stream stream : all()) {
            if (!stream.widen(delta)) {
                return false;
            }
        }
        return true;
    }

    /** Takes received bytes off the connection's window. */
    boolean takeWindow(int bytes) {
        return window.take(bytes);
    }

    /** The increment that opens the connection's window at the start. */
    int openWindow() {
        return window.open();
    }

    /** Returns credit to the connection. */
    void giveBack(int bytes) {
        if (bytes == 0) {
            return;
        }
        int increment = window.giveBack(bytes);
        if (increment > 0) {
            output.windowUpdate(0, increment);
        }
    }

    boolean wasResetByUs(int streamId) {
        return reset.contains(streamId);
    }

    boolean takeInFlight(int streamId, int bytes) {
        return reset.take(streamId, bytes);
    }
}
