package dev.quaygate.acme.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.quaygate.acme.StoredAuthorityFiles;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import dev.quaygate.acme.issue.InternalAuthority;
import dev.quaygate.acme.issue.InternalNames;
import dev.quaygate.acme.store.FileStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The ACME server behind an HTTPS server of the Java runtime, on a free port of the loopback. */
final class ServerUnderTest implements AutoCloseable {
    private static final List<String> NAMES = List.of("localhost", "*.localhost", "127.0.0.0/8");

    private final FileStore store;
    private final InternalAuthority authority;
    private final HttpsServer https;

    ServerUnderTest(Path directory, AcmeServerSettings settings) throws Exception {
        store = FileStore.open(directory, 3);
        InstantSource clock = InstantSource.system();
        var random = new SecureRandom();
        InternalNames names = InternalNames.of(NAMES);
        authority = new InternalAuthority(new StoredAuthorityFiles(store), names, clock, random);
        var server = new AcmeServer(settings, store, source(names), clock, random);
        https = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context()));
        https.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        https.createContext("/", exchange -> answer(server, exchange));
        https.start();
    }

    private CertificateSource source(InternalNames names) {
        return new CertificateSource() {
            @Override
            public boolean allows(String name) {
                return names.allows(name);
            }

            @Override
            public List<X509Certificate> certify(List<String> wanted, PublicKey key)
                    throws IOException {
                return authority.certify(wanted, key, Duration.ofDays(7));
            }
        };
    }

    URI directory() {
        return URI.create(base() + AcmeServer.DIRECTORY);
    }

    String base() {
        return "https://localhost:" + https.getAddress().getPort();
    }

    X509Certificate root() throws IOException {
        return authority.root();
    }

    private SSLContext context() throws Exception {
        CertifiedKey key =
                authority.issue(
                        List.of("localhost"),
                        KeyType.P256,
                        Duration.ofDays(1),
                        InternalAuthority.Purpose.SERVER);
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "own", key.privateKey(), new char[0], key.chain().toArray(Certificate[]::new));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void answer(AcmeServer server, HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        var answer =
                server.answer(
                        new AcmeServerRequest(
                                exchange.getRequestMethod(),
                                base(),
                                exchange.getRequestURI().getPath(),
                                type == null ? "" : type,
                                exchange.getRequestBody().readAllBytes(),
                                "127.0.0.1"));
        answer.fields().forEach(exchange.getResponseHeaders()::set);
        boolean empty = answer.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
        if (!empty) {
            exchange.getResponseBody().write(answer.body());
        }
        exchange.close();
    }

    @Override
    public void close() {
        https.stop(0);
        store.close();
    }
}
