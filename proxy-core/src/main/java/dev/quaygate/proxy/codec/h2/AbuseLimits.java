package dev.quaygate.proxy.codec.h2;

import dev.quaygate.proxy.settings.Limits;
import java.util.concurrent.TimeUnit;

/**
 * Counts what a peer may do without asking for anything: the floods of RFC 9113 §10.5 and of the
 * advisories since. Each method answers whether the limit is passed, and then the connection ends.
 * One a connection, event loop only.
 */
public final class AbuseLimits {
    /** PING, SETTINGS, PRIORITY and unknown frames in {@link #CONTROL_WINDOW}. */
    public static final int CONTROL_FRAMES = 1000;

    public static final long CONTROL_WINDOW = TimeUnit.SECONDS.toNanos(10);

    /** Answers to control frames that wait because the client does not read. */
    public static final int QUEUED_ANSWERS = 1000;

    /** WINDOW_UPDATE frames at any rate; each DATA frame that we send allows ten more. */
    public static final int WINDOW_UPDATES = 1000;

    public static final int WINDOW_UPDATES_PER_DATA = 10;

    /** DATA frames in a row that carry nothing (CVE-2019-9518). */
    public static final int EMPTY_DATA = 2;

    /** DATA frames of less than {@link #TINY} bytes in {@link #CONTROL_WINDOW}. */
    public static final int TINY_DATA = 20_000;

    public static final int TINY = 64;

    /** CONTINUATION frames of one block (CVE-2026-33871): this one is too many. */
    public static final int CONTINUATIONS = 16;

    /** Bytes of one header block as sent. */
    public static final int BLOCK_BYTES = 64 << 10;

    /** Empty DATA frames in a row of an endpoint, where they cost nobody else. */
    private static final int EMPTY_DATA_OF_ENDPOINT = 100;

    private final int emptyLimit;
    private final int tinyLimit;
    private final int resets;
    private final long resetWindow;

    private long errorsSince;
    private int errors;
    private long controlSince;
    private int control;
    private int queuedAnswers;
    private long windowUpdates;
    private long dataFramesSent;
    private long pingsExpected;
    private int emptyData;
    private long tinySince;
    private int tinyData;

    /** Limits for a client. */
    public AbuseLimits(Limits limits) {
        this(limits.resets(), limits.resetWindowSeconds(), EMPTY_DATA, TINY_DATA);
    }

    private AbuseLimits(int resets, int resetWindowSeconds, int emptyLimit, int tinyLimit) {
        this.emptyLimit = emptyLimit;
        this.tinyLimit = tinyLimit;
        this.resets = resets;
        this.resetWindow = TimeUnit.SECONDS.toNanos(resetWindowSeconds);
    }

    /**
     * Limits for an endpoint: its resets cost itself only, and short messages on many streams are
     * what gRPC is for.
     */
    public static AbuseLimits ofEndpoint() {
        return new AbuseLimits(Integer.MAX_VALUE, 1, EMPTY_DATA_OF_ENDPOINT, Integer.MAX_VALUE);
    }

    /**
     * A stream was reset by the client, or by us through the client's fault (CVE-2023-44487,
     * CVE-2025-8671).
     */
    public boolean streamError(long now) {
        if (now - errorsSince > resetWindow || errors == 0) {
            errorsSince = now;
            errors = 0;
        }
        return ++errors >= resets;
    }

    /** A frame that asks for no resource came (CVE-2019-9512, CVE-2019-9515). */
    public boolean controlFrame(long now) {
        if (now - controlSince > CONTROL_WINDOW || control == 0) {
            controlSince = now;
            control = 0;
        }
        return ++control > CONTROL_FRAMES;
    }

    /**
     * The same for a PING. gRPC measures the path with one for each DATA frame that comes, so those
     * are not counted, as long as they come with the data and are not saved up.
     */
    public boolean ping(long now) {
        if (pingsExpected > 0) {
            pingsExpected--;
            return false;
        }
        return controlFrame(now);
    }

    /** An answer to a control frame was written. */
    public boolean answered() {
        return ++queuedAnswers > QUEUED_ANSWERS;
    }

    /** Everything written so far has left for the socket. */
    public void drained() {
        queuedAnswers = 0;
    }

    public boolean windowUpdate() {
        return ++windowUpdates > WINDOW_UPDATES + dataFramesSent * WINDOW_UPDATES_PER_DATA;
    }

    public void dataSent() {
        dataFramesSent++;
        pingsExpected = Math.min(pingsExpected + 1, CONTROL_FRAMES);
    }

    /** A DATA frame came. */
    public boolean data(int bytes, boolean end, long now) {
        if (end || bytes >= TINY) {
            emptyData = 0;
            return false;
        }
        if (now - tinySince > CONTROL_WINDOW || tinyData == 0) {
            tinySince = now;
            tinyData = 0;
        }
        emptyData = bytes == 0 ? emptyData + 1 : 0;
        return emptyData > emptyLimit || ++tinyData > tinyLimit;
    }
}
