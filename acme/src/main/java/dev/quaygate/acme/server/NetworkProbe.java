package dev.quaygate.acme.server;

import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.SubjectNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.ASN1OctetString;

/**
 * Asks the machine that a name leads to, on its ports 80 and 443 (RFC 8555 §8.3, RFC 8737). The
 * resolver of the system decides where a name leads; redirects are not followed, so that nobody can
 * send us elsewhere.
 *
 * @param httpPort 80 but in tests
 * @param tlsPort 443 but in tests
 */
record NetworkProbe(int httpPort, int tlsPort) implements ChallengeProbe {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_ANSWER = 8 << 10;
    private static final String ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";

    @Override
    public void look(ChallengeCheck check, String name, String token, String keyAuthorization)
            throws IOException, ServerProblem {
        switch (check) {
            case HTTP_01 -> http(name, token, keyAuthorization);
            case TLS_ALPN_01 -> tls(name, keyAuthorization);
        }
    }

    private Socket connect(String name, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(name), port),
                    (int) LIMIT.toMillis());
            socket.setSoTimeout((int) LIMIT.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void http(String name, String token, String keyAuthorization)
            throws IOException, ServerProblem {
        String host = name.contains(":") ? "[" + name + "]" : name;
        String request =
                String.join(
                        "\r\n",
                        "GET " + Http01.PATH_PREFIX + token + " HTTP/1.0",
                        "Host: " + host,
                        "User-Agent: quaygate",
                        "Accept: */*",
                        "Connection: close",
                        "",
                        "");
        String answer;
        try (Socket socket = connect(name, httpPort)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            answer =
                    new String(
                            socket.getInputStream().readNBytes(LONGEST_ANSWER),
                            StandardCharsets.ISO_8859_1);
        }
        int end = answer.indexOf("\r\n\r\n");
        String line = answer.lines().findFirst().orElse("");
        if (!line.matches("HTTP/1\\.[01] 200( .*)?") || end < 0) {
            throw wrong("port %d answers '%s', not 200".formatted(httpPort, printable(line)));
        }
        String body = answer.substring(end + 4).strip();
        if (!body.equals(keyAuthorization)) {
            throw wrong(
                    "port %d answers '%s', not the key authorization"
                            .formatted(httpPort, printable(body)));
        }
    }

    private void tls(String name, String keyAuthorization) throws IOException, ServerProblem {
        var challenge = new TlsAlpn01(name, keyAuthorization);
        try (Socket plain = connect(name, tlsPort);
                var socket =
                        (SSLSocket)
                                anyone().getSocketFactory()
                                        .createSocket(plain, name, tlsPort, true)) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(challenge.serverName())));
            parameters.setApplicationProtocols(new String[] {TlsAlpn01.ALPN});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            if (!TlsAlpn01.ALPN.equals(socket.getApplicationProtocol())) {
                throw wrong("port %d does not speak %s".formatted(tlsPort, TlsAlpn01.ALPN));
            }
            requireProof((X509Certificate) socket.getSession().getPeerCertificates()[0], challenge);
        } catch (GeneralSecurityException e) {
            throw wrong("the certificate of port " + tlsPort + " is damaged: " + e.getMessage());
        }
    }

    private void requireProof(X509Certificate certificate, TlsAlpn01 challenge)
            throws GeneralSecurityException, ServerProblem {
        if (!SubjectNames.of(certificate)
                .equals(SubjectNames.canonical(List.of(challenge.name())))) {
            throw wrong("the certificate of port " + tlsPort + " is not for this name alone");
        }
        byte[] extension = certificate.getExtensionValue(ACME_IDENTIFIER);
        byte[] wanted =
                MessageDigest.getInstance("SHA-256")
                        .digest(challenge.keyAuthorization().getBytes(StandardCharsets.US_ASCII));
        boolean critical =
                certificate.getCriticalExtensionOIDs() != null
                        && certificate.getCriticalExtensionOIDs().contains(ACME_IDENTIFIER);
        if (extension == null || !critical || !Arrays.equals(digest(extension), wanted)) {
            throw wrong(
                    "the certificate of port " + tlsPort + " does not hold the key authorization");
        }
    }

    private static byte[] digest(byte[] extension) throws ServerProblem {
        try {
            byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
            return ASN1OctetString.getInstance(inner).getOctets();
        } catch (IllegalArgumentException _) {
            throw wrong("the acmeIdentifier extension is damaged");
        }
    }

    /** The certificate is looked at by hand: it is self-signed by design. */
    private static SSLContext anyone() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
        return context;
    }

    private static String printable(String text) {
        String first = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        return first.replaceAll("[^ -~…]", "?");
    }

    private static ServerProblem wrong(String detail) {
        return ServerProblem.of(403, "incorrectResponse", detail);
    }
}
