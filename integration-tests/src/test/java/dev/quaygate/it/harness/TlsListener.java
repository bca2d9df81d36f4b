package dev.quaygate.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS server that counts the request bytes that it gets, and answers a fixed 200. */
public final class TlsListener implements AutoCloseable {
    private final SSLServerSocket server;
    private final AtomicInteger received = new AtomicInteger();

    private TlsListener(SSLServerSocket server) {
        this.server = server;
        Thread.startVirtualThread(this::accept);
    }

    public static TlsListener with(TestPki.Pair pair) {
        try {
            var context = SSLContext.getInstance("TLS");
            var managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(store(pair), new char[0]);
            context.init(managers.getKeyManagers(), null, null);
            return new TlsListener(
                    (SSLServerSocket)
                            context.getServerSocketFactory()
                                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyStore store(TestPki.Pair pair) throws GeneralSecurityException, IOException {
        String pem = Files.readString(pair.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey key =
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        Certificate certificate;
        try (var in = Files.newInputStream(pair.cert())) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate});
        return store;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Bytes of application data received so far. */
    public int received() {
        return received.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try (var socket = (SSLSocket) server.accept()) {
                socket.setSoTimeout(2_000);
                int read = socket.getInputStream().read(new byte[8192]);
                received.addAndGet(Math.max(0, read));
                socket.getOutputStream()
                        .write(
                                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                // A refused handshake is what most tests want to see.
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
