package dev.quaygate.proxy.loop;

import dev.quaygate.proxy.codec.ForwardContext;
import dev.quaygate.proxy.codec.HeadBuffer;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.codec.RequestHeadParser;
import dev.quaygate.proxy.codec.ResponseHead;
import dev.quaygate.proxy.codec.ResponseHeadParser;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that one event loop owns: timers, the flush batch, spare heads, scratch memory and
 * cached time. Nothing here is shared, so nothing is locked. Event loop only, unless a method says
 * otherwise.
 */
public final class LoopLocal {
    private static final Logger LOG = LoggerFactory.getLogger(LoopLocal.class);
    private static final int SPARE_HEADS = 1024;
    private static final int LARGEST_SPARE_HEAD = 16 << 10;

    /** Bytes of an answer that are received into the loop's memory. */
    public static final int SHORT_ANSWER = 2 << 10;

    /** Most bytes that one receive from an endpoint brings. */
    public static final int LARGEST_RECEIVE = 256 << 10;

    /** Position among the loops, from 0. */
    public final int index;

    public final EventLoop loop;
    public final TimerWheel timers;
    public final RandomGenerator random;

    /** What the memory of all buffers asks of this loop. */
    public final BufferPressure pressure = new BufferPressure();

    /** Scratch for a head on its way out: reset, fill and flush within one call. */
    public final HeadBuffer out = new HeadBuffer();

    public final RequestHeadParser requestParser = new RequestHeadParser();
    public final ResponseHeadParser responseParser = new ResponseHeadParser();

    /** Filled anew for each request head that goes to an endpoint. */
    public final ForwardContext forward = new ForwardContext();

    /** The response head being handled in this call. */
    public final ResponseHead response = new ResponseHead();

    /** Ciphertext as it came: what one receive brings. */
    public final Scratch received = new Scratch(240 << 10);

    /** Plaintext of short records on its way to whoever reads it. */
    public final Scratch opened = new Scratch(4 << 10);

    /** Short pieces of plaintext that become one record. */
    public final Scratch gathered = new Scratch(16 << 10);

    /** Records on their way out: what one send takes. */
    public final Scratch sealed = new Scratch(32 * ((16 << 10) + 64) + (4 << 10));

    /** What one receive from an endpoint brings, if it is short. */
    public final Scratch answered = new Scratch(SHORT_ANSWER);

    /** Request heads on their way to endpoints. */
    public final WaitingHeads waitingHeads = new WaitingHeads(64 << 10);

    /** For short answers between their first piece and the end of the turn. */
    public final SpareBuffers spares = new SpareBuffers(64, 1 << 10);

    private final ArrayDeque<RequestHead> spareHeads = new ArrayDeque<>();
    private final InstantSource clock;
    private final RequestIds ids;
    private ArrayList<Flushable> dirty = new ArrayList<>();
    private ArrayList<Flushable> flushing = new ArrayList<>();
    private final Runnable flushTask = this::flushDirty;
    private boolean turnEnds;
    private long turnNow;
    private long turnMillis;
    private byte[] date = new byte[0];
    private long dateSecond = Long.MIN_VALUE;
    private volatile long lastAdvance = System.nanoTime();

    /** Binds to {@code loop}; call {@link #start()} before use. Any thread. */
    public LoopLocal(int index, EventLoop loop, InstantSource clock, RandomGenerator random) {
        this.index = index;
        this.loop = loop;
        this.clock = clock;
        this.random = random;
        this.timers = new TimerWheel(System.nanoTime());
        this.ids = new RequestIds(random);
    }

    /** Starts the timers. Any thread. */
    public void start() {
        loop.scheduleAtFixedRate(
                this::tick, TimerWheel.TICK, TimerWheel.TICK, TimeUnit.NANOSECONDS);
    }

    /** Where buffers come from. */
    public ByteBufAllocator allocator() {
        return PooledByteBufAllocator.DEFAULT;
    }

    /**
     * Flushes {@code connection} at the end of this turn, together with all others that were
     * written to.
     */
    public void flushLater(Flushable connection) {
        if (connection.dirty) {
            return;
        }
        connection.dirty = true;
        endTurn();
        dirty.add(connection);
    }

    /**
     * {@link System#nanoTime()} as of the first call in this turn of the loop: asking the clock for
     * every step of every exchange would cost more than it tells.
     */
    public long now() {
        if (turnNow == 0) {
            turnNow = System.nanoTime();
            endTurn();
        }
        return turnNow;
    }

    private void endTurn() {
        if (!turnEnds) {
            turnEnds = true;
            // Tasks run after the I/O events of a turn, so all of them share this one.
            loop.execute(flushTask);
        }
    }

    /** A clean head; give it back with {@link #giveBack}. */
    public RequestHead takeHead() {
        RequestHead head = spareHeads.pollLast();
        if (head == null) {
            head = new RequestHead();
        }
        head.reset();
        return head;
    }

    /** Ends the use of a head. */
    public void giveBack(RequestHead head) {
        if (spareHeads.size() < SPARE_HEADS && head.bytes.length <= LARGEST_SPARE_HEAD) {
            spareHeads.addLast(head);
        }
    }

    /** Wall clock in milliseconds, as of the first call in this turn of the loop. */
    public long millis() {
        if (turnMillis == 0) {
            turnMillis = clock.millis();
            endTurn();
        }
        return turnMillis;
    }

    /** Writes the next request id, 26 characters that sort by time, into {@code into}. */
    public void nextId(byte[] into) {
        ids.next(millis(), into);
    }

    /** The current second as a Date field value (RFC 9110 §5.6.7). Do not modify. */
    public byte[] date() {
        long second = millis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date =
                    HTTP_DATE
                            .format(Instant.ofEpochSecond(second))
                            .getBytes(StandardCharsets.US_ASCII);
        }
        return date;
    }

    /** Nanoseconds since the loop last came round; grows while it is stalled. Any thread. */
    public long sinceLastTick(long now) {
        return now - lastAdvance;
    }

    private void tick() {
        long now = System.nanoTime();
        lastAdvance = now;
        timers.advance(now);
    }

    // A fault of one connection must not keep back what the others wrote.
    private static void flush(Flushable connection) {
        try {
            connection.flushNow();
        } catch (RuntimeException e) {
            LOG.error("flush failed", e);
        }
    }

    private void flushDirty() {
        turnEnds = false;
        turnNow = 0;
        turnMillis = 0;
        ArrayList<Flushable> batch = dirty;
        dirty = flushing;
        flushing = batch;
        for (int i = 0; i < batch.size(); i++) {
            Flushable connection = batch.get(i);
            connection.dirty = false;
            flush(connection);
        }
        batch.clear();
    }

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);
}
