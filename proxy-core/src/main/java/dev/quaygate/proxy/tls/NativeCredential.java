package dev.quaygate.proxy.tls;

import io.netty.internal.tcnative.Buffer;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SSLCredential;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLException;

/** Puts a certificate chain and its key into a BoringSSL context, behind those that are there. */
final class NativeCredential {
    private NativeCredential() {}

    /**
     * @throws Exception if BoringSSL cannot read them or the key is not the leaf's
     */
    static void add(long context, Credential certified) throws Exception {
        byte[] der = certified.key().getEncoded();
        if (der == null) {
            throw new SSLException("the private key cannot be read");
        }
        long credential = SSLCredential.newX509();
        try {
            setChain(credential, certified.chain());
            setKey(credential, der);
            SSLContext.addCredential(context, credential);
        } finally {
            SSLCredential.free(credential); // the context has its own reference
            SSL.clearError();
        }
    }

    private static void setChain(long credential, List<X509Certificate> chain) throws Exception {
        long bio = bio(chainPem(chain));
        long parsed = 0;
        try {
            parsed = SSL.parseX509Chain(bio);
            SSLCredential.setCertChain(credential, parsed);
        } finally {
            SSL.freeBIO(bio);
            if (parsed != 0) {
                SSL.freeX509Chain(parsed);
            }
        }
    }

    private static void setKey(long credential, byte[] der) throws Exception {
        long bio = bio(pem("PRIVATE KEY", der));
        long parsed = 0;
        try {
            parsed = SSL.parsePrivateKey(bio, null);
            SSLCredential.setPrivateKey(credential, parsed);
        } finally {
            SSL.freeBIO(bio);
            if (parsed != 0) {
                SSL.freePrivateKey(parsed);
            }
        }
    }

    private static String chainPem(List<X509Certificate> chain)
            throws CertificateEncodingException {
        var text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return text.toString();
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN "
                + what
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + what
                + "-----\n";
    }

    private static long bio(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length);
        memory.put(bytes);
        long bio = SSL.newMemBIO();
        int written = SSL.bioWrite(bio, Buffer.address(memory), bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            memory.put(i, (byte) 0); // it may have been a key
        }
        if (written != bytes.length) {
            SSL.freeBIO(bio);
            throw new SSLException("no memory for a certificate");
        }
        return bio;
    }
}
