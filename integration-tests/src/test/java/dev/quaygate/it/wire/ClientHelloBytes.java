package dev.quaygate.it.wire;

import dev.quaygate.it.harness.TrustAll;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * A ClientHello as bytes, made once, into which names of one length are written: a flood costs the
 * client nothing.
 */
public final class ClientHelloBytes {
    private static final int ALERT = 21;

    private final byte[] bytes;
    private final int nameAt;
    private final int length;

    private ClientHelloBytes(byte[] bytes, int nameAt, int length) {
        this.bytes = bytes;
        this.nameAt = nameAt;
        this.length = length;
    }

    /** For names of this many characters. */
    public static ClientHelloBytes ofLength(int length) throws IOException {
        String name = "x".repeat(length - 5) + ".test";
        SSLEngine engine = TrustAll.context().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(name);
        return new ClientHelloBytes(bytes, at, length);
    }

    /** Sends it for a name; the description of the alert that comes back, or the record's type. */
    public int alert(Socket socket, String name) throws IOException {
        if (name.length() != length) {
            throw new IllegalArgumentException(name + " has not " + length + " characters");
        }
        byte[] mine = bytes.clone();
        System.arraycopy(name.getBytes(StandardCharsets.ISO_8859_1), 0, mine, nameAt, length);
        socket.getOutputStream().write(mine);
        var in = new DataInputStream(socket.getInputStream());
        int type = in.readUnsignedByte();
        if (type != ALERT) {
            return -type;
        }
        in.skipNBytes(5); // version, length, level
        return in.readUnsignedByte();
    }
}
