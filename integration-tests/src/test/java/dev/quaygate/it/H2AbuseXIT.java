package dev.quaygate.it;

import static dev.quaygate.it.wire.H2Frame.CONTINUATION;
import static dev.quaygate.it.wire.H2Frame.END_HEADERS;
import static dev.quaygate.it.wire.H2Frame.END_STREAM;
import static dev.quaygate.it.wire.H2Frame.HEADERS;
import static dev.quaygate.it.wire.H2Frame.PRIORITY;
import static dev.quaygate.it.wire.H2Frame.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.corpus.ParsedRequest;
import dev.quaygate.it.corpus.StrictRequestJudge;
import dev.quaygate.it.harness.Quaygate;
import dev.quaygate.it.harness.RecordingUpstream;
import dev.quaygate.it.harness.Samples;
import dev.quaygate.it.harness.UpstreamConnection;
import dev.quaygate.it.harness.UpstreamExchange;
import dev.quaygate.it.wire.H2Client;
import dev.quaygate.it.wire.H2Frame;
import dev.quaygate.it.wire.H2Response;
import dev.quaygate.it.wire.Hpack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * P12: one HTTP/2 connection that misbehaves is ended and costs little; the next client is served
 * at once.
 *
 * <p>CVE-2023-44487, CVE-2025-8671, CVE-2025-55163, CVE-2026-33871, CVE-2016-6581, CVE-2026-49975,
 * CVE-2019-9512, -9515, -9518, CVE-2026-50560.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class H2AbuseXIT {
    private static final String SITE = "site.internal";
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int FLOOD = 1000;
    private static final Duration SOON = Duration.ofSeconds(5);

    private static RecordingUpstream upstream;
    private static Quaygate quaygate;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.answering(H2AbuseXIT::answer);
        quaygate = Quaygate.start(Samples.strictEdge(upstream.port()));
    }

    private static void answer(ParsedRequest request, UpstreamExchange exchange)
            throws IOException {
        if (request.target().equals("/large")) {
            exchange.text(200, "x".repeat(1_000_000), request);
        } else {
            exchange.numbered(request);
        }
    }

    @AfterAll
    static void stop() {
        upstream.close();
        quaygate.close();
    }

    @AfterEach
    void servesTheNextClientAtOnce() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            assertThat(client.exchange(SITE, "/next").status()).isEqualTo(200);
        }
    }

    @Test
    void endsRapidReset() throws IOException {
        Flood flood = flood(stream -> List.of(open(stream), H2Frame.reset(stream, 8)));

        assertThat(flood.goAway).isEqualTo(ENHANCE_YOUR_CALM);
        assertThat(flood.lastSent).isLessThanOrEqualTo(FLOOD);
        assertThat(flood.upstreamRequests).isLessThanOrEqualTo(100);
    }

    @Test
    void endsResetsForcedByAWindowUpdateOfZero() throws IOException {
        assertCalmed(flood(stream -> List.of(openBody(stream), H2Frame.windowUpdate(stream, 0))));
    }

    @Test
    void endsResetsForcedByAWindowOverflow() throws IOException {
        assertCalmed(
                flood(stream ->
                        List.of(openBody(stream), H2Frame.windowUpdate(stream, 0x7fffffff))));
    }

    @Test
    void endsResetsForcedByDataAfterTheEnd() throws IOException {
        assertCalmed(
                flood(stream -> List.of(open(stream), H2Frame.data(stream, new byte[1], true))));
    }

    @Test
    void endsResetsForcedByBadTrailers() throws IOException {
        assertCalmed(
                flood(stream ->
                        List.of(
                                openBody(stream),
                                H2Frame.headers(stream, Hpack.block(":path", "/x"), true))));
    }

    @Test
    void endsResetsForcedBySelfDependency() throws IOException {
        assertCalmed(
                flood(stream ->
                        List.of(
                                openBody(stream),
                                new H2Frame(PRIORITY, 0, stream, dependency(stream)))));
    }

    @Test
    void endsEmptyContinuationFrames() throws IOException {
        Flood flood = continuations(new byte[0], 32);

        assertThat(flood.goAway).isNotNegative();
        assertThat(flood.upstreamRequests).isZero();
    }

    @Test
    void endsSmallContinuationFrames() throws IOException {
        assertThat(continuations(new Hpack().raw(0, 1, 'a', 1, 'b').bytes(), 32).goAway)
                .isNotNegative();
    }

    @Test
    void endsHugeContinuationFrames() throws IOException {
        assertThat(continuations(Hpack.block("x", "y".repeat(16_000)), 12).goAway).isNotNegative();
    }

    @Test
    void refusesAnHpackBombOfLargeReferences() throws IOException {
        long before = settledMemory();
        var bomb = new Hpack().incremental("x", "y".repeat(4000));
        for (int i = 0; i < 8000; i++) {
            bomb.indexed(62);
        }

        assertRefusedCheaply(bomb.bytes(), before);
    }

    @Test
    void refusesABombOfCookieCrumbs() throws IOException {
        long before = settledMemory();
        var bomb = new Hpack().incremental("cookie", "");
        for (int i = 0; i < 15_000; i++) {
            bomb.indexed(62);
        }

        assertRefusedCheaply(bomb.bytes(), before);
    }

    @Test
    void endsAPingFlood() throws IOException {
        assertThat(frames(12 * FLOOD, _ -> H2Frame.ping()).goAway).isEqualTo(ENHANCE_YOUR_CALM);
    }

    @Test
    void endsASettingsFlood() throws IOException {
        assertThat(frames(12 * FLOOD, _ -> H2Frame.settings()).goAway).isEqualTo(ENHANCE_YOUR_CALM);
    }

    @Test
    void endsAPriorityFlood() throws IOException {
        assertThat(frames(12 * FLOOD, _ -> new H2Frame(PRIORITY, 0, 1, dependency(3))).goAway)
                .isEqualTo(ENHANCE_YOUR_CALM);
    }

    @Test
    void endsAFloodOfUnknownFrames() throws IOException {
        assertThat(frames(12 * FLOOD, _ -> new H2Frame(0xfa, 0, 0, new byte[1])).goAway)
                .isEqualTo(ENHANCE_YOUR_CALM);
    }

    @Test
    void endsAWindowUpdateFlood() throws IOException {
        assertThat(frames(12 * FLOOD, _ -> H2Frame.windowUpdate(0, 1)).goAway)
                .isEqualTo(ENHANCE_YOUR_CALM);
    }

    @Test
    void endsEmptyDataFrames() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            int stream = client.stream();
            client.send(openBody(stream));
            trySend(client, many(100, _ -> H2Frame.data(stream, new byte[0], false)));

            assertThat(client.awaitGoAway(SOON)).isNotNegative();
        }
    }

    @Test
    void refusesStreamsAboveTheLimit() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            for (int i = 0; i < 150; i++) {
                trySend(client, List.of(openBody(client.stream())));
            }
            client.await(
                    frame -> frame.type() == RST_STREAM || frame.type() == H2Frame.GOAWAY, SOON);

            assertThat(client.count(RST_STREAM) + client.count(H2Frame.GOAWAY)).isPositive();
        }
    }

    @Test
    void boundsWhatASlowReaderHolds() throws IOException {
        long before = settledMemory();
        try (var client =
                H2Client.connect(quaygate.https(), SITE, H2Frame.settings(4, 0)).stingy()) {
            for (int i = 0; i < 90; i++) {
                client.get(SITE, "/large");
            }
            client.await(frame -> frame.type() == HEADERS, SOON);

            // 90 answers of 1 MB wait; each may keep 64 KiB here and some in the kernel.
            assertThat(quaygate.residentKib() - before).isLessThan(48 * 1024);
        }
    }

    @Test
    void survivesATinyHeaderListLimitOfThePeer() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), SITE, H2Frame.settings(6, 1))) {
            int before = upstream.requestCount();
            for (int i = 0; i < 300; i++) {
                trySend(client, List.of(open(client.stream())));
            }
            client.await(frame -> frame.type() == HEADERS || frame.type() == RST_STREAM, SOON);

            assertThat(client.count(RST_STREAM) == 0 || upstream.requestCount() - before <= 200)
                    .isTrue();
        }
    }

    @Test
    void endsAnUploadUpstreamWhenTheClientLeaves() throws Exception {
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            int stream = client.stream();
            client.send(openBody(stream), H2Frame.data(stream, new byte[100], false));
            Awaitility.await().atMost(SOON).until(() -> !halfUploads().isEmpty());
        }

        assertThat(halfUploads()).allMatch(H2AbuseXIT::closedSoon);
    }

    private static List<UpstreamConnection> halfUploads() {
        return upstream.connections().stream()
                .filter(H2AbuseXIT::halfUpload)
                .filter(connection -> !connection.ended())
                .toList();
    }

    private static boolean halfUpload(UpstreamConnection connection) {
        return StrictRequestJudge.read(connection.bytes()).state()
                == StrictRequestJudge.State.PARTIAL;
    }

    private static boolean closedSoon(UpstreamConnection connection) {
        try {
            return connection.awaitClosed(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What came of a flood. */
    private record Flood(int goAway, int lastSent, int upstreamRequests) {}

    private static void assertCalmed(Flood flood) {
        assertThat(flood.goAway).isNotNegative();
        assertThat(flood.upstreamRequests).isLessThanOrEqualTo(100);
    }

    /** Up to a thousand streams, each opened and spoiled by the same frames. */
    private static Flood flood(IntFunction<List<H2Frame>> spoiled) throws IOException {
        int before = upstream.requestCount();
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            int sent = 0;
            while (sent < FLOOD
                    && client.count(H2Frame.GOAWAY) == 0
                    && trySend(client, spoiled.apply(client.stream()))) {
                sent++;
            }
            return new Flood(client.awaitGoAway(SOON), sent, upstream.requestCount() - before);
        }
    }

    private static Flood continuations(byte[] payload, int count) throws IOException {
        int before = upstream.requestCount();
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            int stream = client.stream();
            client.send(
                    new H2Frame(HEADERS, END_STREAM, stream, H2Client.request("GET", SITE, "/c")));
            trySend(client, many(count, _ -> new H2Frame(CONTINUATION, 0, stream, payload)));
            return new Flood(client.awaitGoAway(SOON), count, upstream.requestCount() - before);
        }
    }

    private static Flood frames(int count, IntFunction<H2Frame> frame) throws IOException {
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            trySend(client, many(count, frame));
            return new Flood(client.awaitGoAway(SOON), count, 0);
        }
    }

    private static void assertRefusedCheaply(byte[] block, long memoryBefore) throws IOException {
        try (var client =
                H2Client.connect(quaygate.https(), SITE, H2Frame.settings(4, 0)).stingy()) {
            for (int i = 0; i < 20; i++) {
                int stream = client.stream();
                trySend(
                        client,
                        List.of(
                                new H2Frame(
                                        HEADERS, END_HEADERS | END_STREAM, stream, head(block))));
            }
            H2Response first = client.awaitResponse(1, SOON);

            assertThat(
                            first.status() == 431
                                    || first.resetCode() >= 0
                                    || client.awaitGoAway(SOON) >= 0)
                    .as("answer %s", first)
                    .isTrue();
            assertThat(quaygate.residentKib() - memoryBefore).isLessThan(16 * 1024);
        }
    }

    private static byte[] head(byte[] block) {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(H2Client.request("GET", SITE, "/bomb"));
        whole.writeBytes(Arrays.copyOf(block, Math.min(block.length, 16_000)));
        return whole.toByteArray();
    }

    /**
     * Resident memory after a few normal exchanges, so that lazily loaded code does not count as
     * growth.
     */
    private static long settledMemory() throws IOException {
        try (var client = H2Client.connect(quaygate.https(), SITE)) {
            for (int i = 0; i < 50; i++) {
                client.exchange(SITE, "/warm");
            }
        }
        return quaygate.residentKib();
    }

    private static H2Frame open(int stream) {
        return H2Frame.headers(stream, H2Client.request("GET", SITE, "/abuse"), true);
    }

    private static H2Frame openBody(int stream) {
        return H2Frame.headers(stream, H2Client.request("POST", SITE, "/abuse"), false);
    }

    private static byte[] dependency(int on) {
        return ByteBuffer.allocate(5).putInt(on).put((byte) 15).array();
    }

    private static List<H2Frame> many(int count, IntFunction<H2Frame> frame) {
        var all = new ArrayList<H2Frame>();
        for (int i = 0; i < count; i++) {
            all.add(frame.apply(i));
        }
        return all;
    }

    /** Sends in batches until the server has had enough; false once the connection is gone. */
    private static boolean trySend(H2Client client, List<H2Frame> frames) {
        try {
            for (int from = 0; from < frames.size(); from += 50) {
                client.send(
                        frames.subList(from, Math.min(frames.size(), from + 50))
                                .toArray(H2Frame[]::new));
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
