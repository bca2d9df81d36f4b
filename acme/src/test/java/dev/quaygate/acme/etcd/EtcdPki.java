package dev.quaygate.acme.etcd;

import dev.quaygate.acme.client.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A root of its own, and certificates of it for etcd and its clients at 127.0.0.1. */
public final class EtcdPki {
    private static final X500Name ROOT = new X500Name("CN=etcd root");

    private final KeyPair rootKey;
    private final X509Certificate root;

    public EtcdPki() throws GeneralSecurityException {
        rootKey = key();
        root = sign(ROOT, rootKey, Duration.ofDays(1), true);
    }

    /** A certificate and its key, as PEM. */
    public record Identity(String chain, String key) {
        public Path chainFile(Path dir) throws IOException {
            return Files.writeString(dir.resolve("chain.pem"), chain);
        }

        public Path keyFile(Path dir) throws IOException {
            return Files.writeString(dir.resolve("key.pem"), key);
        }
    }

    public String root() {
        return Pem.of(List.of(root));
    }

    public Path rootFile(Path dir) throws IOException {
        return Files.writeString(dir.resolve("root.pem"), root());
    }

    /**
     * A certificate for 127.0.0.1 that anybody there may use.
     *
     * @param left until its end; negative if that is past
     */
    public Identity identity(Duration left) throws GeneralSecurityException {
        KeyPair key = key();
        X509Certificate certificate = sign(new X500Name("CN=here"), key, left, false);
        return new Identity(Pem.of(List.of(certificate)), Pem.of(key.getPrivate()));
    }

    private X509Certificate sign(X500Name name, KeyPair key, Duration left, boolean authority)
            throws GeneralSecurityException {
        Instant end = Instant.now().plus(left);
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            ROOT,
                            new BigInteger(80, new SecureRandom()),
                            Date.from(end.minus(Duration.ofDays(2))),
                            Date.from(end),
                            name,
                            key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(rootKey.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPair key() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
