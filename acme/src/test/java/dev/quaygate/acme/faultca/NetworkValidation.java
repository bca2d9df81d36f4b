package dev.quaygate.acme.faultca;

import dev.quaygate.acme.client.SubjectNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.ASN1OctetString;

/**
 * Asks real listeners, from a source address of each perspective (127.0.1.1, 127.0.1.2 …): http-01
 * (RFC 8555 §8.3), tls-alpn-01 (RFC 8737), dns-01 (RFC 8555 §8.4) by way of a function.
 */
public final class NetworkValidation implements Validation {
    private static final int LIMIT_MILLIS = 2000;
    private static final String ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";

    /** Where the name system of the test leads, for each place. */
    public interface Targets {
        /** Address that answers for a name on port 80 ({@code http-01}) or 443. */
        InetSocketAddress of(String name, String type, int perspective) throws CaProblem;

        /** TXT values at a name. */
        default List<String> texts(String name, int perspective) {
            return List.of();
        }
    }

    private final Targets targets;

    public NetworkValidation(Targets targets) {
        this.targets = targets;
    }

    /** All names lead to one machine. */
    public static NetworkValidation at(int httpPort, int tlsPort) {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        return new NetworkValidation((_, type, _) ->
                new InetSocketAddress(loopback, type.equals("http-01") ? httpPort : tlsPort));
    }

    @Override
    public void look(Question question, int perspective) throws CaProblem {
        try {
            switch (question.type()) {
                case "http-01" -> http(question, perspective);
                case "tls-alpn-01" -> tls(question, perspective);
                case "dns-01" -> dns(question, perspective);
                default -> throw CaProblem.malformed(question.type());
            }
        } catch (IOException e) {
            throw CaProblem.of(400, "connection", question.name() + ": " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void http(Question question, int perspective) throws IOException, CaProblem {
        try (Socket socket = connect(question, perspective)) {
            String request =
                    "GET /.well-known/acme-challenge/%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: fault-ca\r\nConnection: close\r\n\r\n"
                            .formatted(question.token(), question.name());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            String text = answer.toString(StandardCharsets.ISO_8859_1);
            String body = text.substring(text.indexOf("\r\n\r\n") + 4).strip();
            if (!text.startsWith("HTTP/1.1 200") || !body.equals(question.keyAuthorization())) {
                String start = text.lines().findFirst().orElse("nothing");
                throw CaProblem.of(403, "unauthorized", question.name() + " answered " + start);
            }
        }
    }

    private void tls(Question question, int perspective)
            throws IOException, GeneralSecurityException, CaProblem {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        try (Socket raw = connect(question, perspective);
                var socket =
                        (SSLSocket)
                                context.getSocketFactory()
                                        .createSocket(raw, question.name(), 443, true)) {
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"acme-tls/1"});
            parameters.setServerNames(List.of(new SNIHostName(serverName(question.name()))));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            var leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            judge(question, socket.getApplicationProtocol(), leaf);
        } catch (javax.net.ssl.SSLException e) {
            throw CaProblem.of(400, "tls", question.name() + ": " + e.getMessage());
        }
    }

    private static void judge(Question question, String protocol, X509Certificate leaf)
            throws GeneralSecurityException, CaProblem {
        byte[] extension = leaf.getExtensionValue(ACME_IDENTIFIER);
        byte[] wanted =
                MessageDigest.getInstance("SHA-256")
                        .digest(question.keyAuthorization().getBytes(StandardCharsets.US_ASCII));
        if (!"acme-tls/1".equals(protocol)
                || extension == null
                || !leaf.getCriticalExtensionOIDs().contains(ACME_IDENTIFIER)
                || !MessageDigest.isEqual(
                        ASN1OctetString.getInstance(
                                        ASN1OctetString.getInstance(extension).getOctets())
                                .getOctets(),
                        wanted)
                || !SubjectNames.of(leaf)
                        .equals(SubjectNames.canonical(List.of(question.name())))) {
            throw CaProblem.of(
                    403, "unauthorized", question.name() + " showed a wrong certificate");
        }
    }

    private void dns(Question question, int perspective)
            throws GeneralSecurityException, CaProblem {
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(question.keyAuthorization().getBytes(StandardCharsets.US_ASCII));
        String name = "_acme-challenge." + question.name();
        if (!targets.texts(name, perspective).contains(Jwk.base64(hash))) {
            throw CaProblem.of(403, "unauthorized", "no such TXT record at " + name);
        }
    }

    private Socket connect(Question question, int perspective) throws IOException, CaProblem {
        InetSocketAddress target = targets.of(question.name(), question.type(), perspective);
        var socket = new Socket();
        try {
            socket.bind(
                    new InetSocketAddress(
                            InetAddress.ofLiteral("127.0.1." + (perspective + 1)), 0));
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(target, LIMIT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String serverName(String name) {
        if (!SubjectNames.isAddress(name)) {
            return name;
        }
        List<String> parts = List.of(name.split("\\.")).reversed();
        return String.join(".", parts) + ".in-addr.arpa";
    }
}
