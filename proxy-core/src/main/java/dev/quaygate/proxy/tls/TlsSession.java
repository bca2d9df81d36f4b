package dev.quaygate.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.internal.tcnative.SSL;
import java.lang.ref.Reference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One BoringSSL connection object and the memory window (BIO) through which it reads and writes
 * records. Misuse of either ends the process, so this is the only class that touches them, by these
 * rules:
 *
 * <ul>
 *   <li>no call after {@link #free()}: each begins with {@link #ssl()}, which refuses;
 *   <li>the window shows memory only within one call, or between {@link #beginSealing} and {@link
 *       #endSealing}, in which nothing else is called;
 *   <li>what BoringSSL writes of its own while it reads (handshake, alerts) waits in a buffer
 *       behind the window, which must always be emptied as a whole and before records are sealed.
 * </ul>
 *
 * All buffers need a memory address. Event loop only.
 */
final class TlsSession {
    /** All input is used; more is needed. */
    static final int MORE = 0;

    /** The handshake is complete; input may be left. */
    static final int DONE = 1;

    /** There is no room in the output; input or plaintext is left. */
    static final int FULL = 2;

    /** The client has said close_notify. */
    static final int CLOSED = 3;

    /** A fatal error: {@link #failure()} says which; an alert may be waiting. */
    static final int FAILED = 4;

    /** Most plaintext of one record (RFC 8446 §5.1). */
    static final int RECORD = 16 << 10;

    /** More than a record is longer than its plaintext, in TLS 1.2 and 1.3. */
    static final int OVERHEAD = 64;

    /**
     * Room to leave for what BoringSSL sends before the first sealed bytes: session tickets,
     * answers to key updates, and what waits behind the window.
     */
    static final int RESERVE = 4 << 10;

    private static final int CONTROL = 2 << 10;

    private final NativeContext context;
    private long pointer;
    private long bio;
    private int sealStart;
    private int window;
    private @Nullable String failure;

    TlsSession(NativeContext context) {
        this.context = context;
        pointer = context.newSsl();
        try {
            bio = SSL.bioNewByteBuffer(pointer, CONTROL);
        } finally {
            if (bio == 0) {
                free();
            }
        }
    }

    boolean isOpen() {
        return pointer != 0;
    }

    /** Frees the native objects; all further calls but this one fail. */
    void free() {
        long ssl = pointer;
        if (ssl != 0) {
            pointer = 0;
            bio = 0;
            try {
                SSL.freeSSL(ssl); // and the BIO with it
            } finally {
                Reference.reachabilityFence(context); // freed after the last that came from it
            }
        }
    }

    private long ssl() {
        if (pointer == 0) {
            throw new IllegalStateException("the TLS session was freed");
        }
        return pointer;
    }

    /**
     * Goes on with the handshake.
     *
     * @param in what came from the client; what was used is skipped
     * @param out grows by what is to be sent
     * @return {@link #MORE}, {@link #DONE} or {@link #FAILED}
     */
    int handshake(ByteBuf in, ByteBuf out) {
        long ssl = ssl();
        int status;
        do {
            show(in);
            int result = SSL.doHandshake(ssl);
            status = result == 1 ? DONE : status(ssl, result);
            hide(in);
            drain(out);
        } while (status == FULL); // what waits to be sent had no room
        return status;
    }

    /**
     * Decrypts.
     *
     * @param in what came from the client; what was used is skipped
     * @param out takes plaintext up to its capacity
     * @return {@link #MORE}, {@link #FULL}, {@link #CLOSED} or {@link #FAILED}
     */
    int open(ByteBuf in, ByteBuf out) {
        long ssl = ssl();
        show(in);
        int status = MORE;
        boolean more = true;
        while (more) {
            int at = out.writerIndex();
            int room = out.capacity() - at;
            int count = room == 0 ? 0 : SSL.readFromSSL(ssl, out.memoryAddress() + at, room);
            if (room == 0) {
                status = FULL;
                more = false;
            } else if (count > 0) {
                out.writerIndex(at + count);
                // A record that fits was read as a whole: without input there is nothing more.
                more = count == room || SSL.bioLengthByteBuffer(bio) > 0;
            } else {
                status = status(ssl, count);
                more = false;
            }
        }
        hide(in);
        return status;
    }

    private int status(long ssl, int result) {
        int error = SSL.getError(ssl, result);
        if (error == SSL.SSL_ERROR_WANT_READ) {
            return MORE;
        }
        if (error == SSL.SSL_ERROR_WANT_WRITE) {
            return FULL;
        }
        if (error == SSL.SSL_ERROR_ZERO_RETURN) {
            return CLOSED;
        }
        failure = lastError(error);
        return FAILED;
    }

    private static String lastError(int error) {
        int number = SSL.getLastErrorNumber();
        SSL.clearError();
        return number == 0 ? "TLS error " + error : SSL.getErrorString(number);
    }

    /** Why the last call failed. */
    SSLException failure() {
        String why = failure;
        return new SSLException(why == null ? "TLS failed" : why);
    }

    /**
     * Begins to write records into the rest of {@code out}, which must not be smaller than {@link
     * #RESERVE}.
     */
    void beginSealing(ByteBuf out) {
        ssl();
        sealStart = out.writerIndex();
        window = out.capacity() - sealStart;
        if (window < RESERVE) {
            throw new IllegalArgumentException("no room for records");
        }
        SSL.bioSetByteBuffer(bio, out.memoryAddress() + sealStart, window, true);
        SSL.bioFlushByteBuffer(bio);
    }

    /** Seals {@code size} bytes, which must fit; false after a fatal error. */
    boolean seal(ByteBuf plain, int size) {
        long ssl = ssl();
        int result = SSL.writeToSSL(ssl, plain.memoryAddress() + plain.readerIndex(), size);
        if (result == size) {
            plain.skipBytes(size);
            return true;
        }
        failure = lastError(SSL.getError(ssl, result));
        return false;
    }

    void endSealing(ByteBuf out) {
        ssl();
        int left = SSL.bioLengthByteBuffer(bio);
        SSL.bioClearByteBuffer(bio);
        out.writerIndex(sealStart + window - left);
    }

    /** Says close_notify into {@code out}. Does nothing during the handshake. */
    void shutdown(ByteBuf out) {
        beginSealing(out);
        if (SSL.isInInit(ssl()) == 0) {
            SSL.shutdownSSL(pointer);
            SSL.clearError();
        }
        endSealing(out);
    }

    /** Appends what BoringSSL has to say of its own: handshake messages, alerts. */
    void drain(ByteBuf out) {
        ssl();
        int waiting = SSL.bioLengthNonApplication(bio);
        if (waiting == 0) {
            return;
        }
        out.ensureWritable(waiting);
        int at = out.writerIndex();
        SSL.bioSetByteBuffer(bio, out.memoryAddress() + at, waiting, true);
        int flushed = SSL.bioFlushByteBuffer(bio);
        SSL.bioClearByteBuffer(bio);
        out.writerIndex(at + flushed);
    }

    private void show(ByteBuf in) {
        SSL.bioSetByteBuffer(bio, in.memoryAddress() + in.readerIndex(), in.readableBytes(), false);
    }

    private void hide(ByteBuf in) {
        int left = SSL.bioLengthByteBuffer(bio);
        SSL.bioClearByteBuffer(bio);
        in.readerIndex(in.writerIndex() - left);
    }

    // ---- what was agreed on ----

    @Nullable String applicationProtocol() {
        return SSL.getAlpnSelected(ssl());
    }

    String version() {
        return "TLSv1.3".equals(SSL.getVersion(ssl())) ? "1.3" : "1.2";
    }

    @Nullable String group() {
        try {
            return SSL.getGroupName(ssl());
        } catch (Exception _) {
            return null; // only a detail of the log
        }
    }

    boolean resumed() {
        return SSL.isSessionReused(ssl());
    }
}
