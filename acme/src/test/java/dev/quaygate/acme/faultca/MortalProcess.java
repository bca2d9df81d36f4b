package dev.quaygate.acme.faultca;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.ChallengePresenter;
import dev.quaygate.acme.KeyChangeFailed;
import dev.quaygate.acme.VirtualClock;
import dev.quaygate.acme.VirtualLife;
import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.client.Acme4jClient;
import dev.quaygate.acme.client.AcmeEndpoint;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.Pem;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.pebble.Http01Server;
import dev.quaygate.acme.store.FileStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that does one thing with a data directory and may be killed meanwhile. All its file
 * calls are made by its main thread, so that they can be counted. It says on which port it answers
 * http-01 and which thread works, then waits for a byte.
 */
final class MortalProcess {
    static final String NAME = "shop.example.com";

    private MortalProcess() {}

    /**
     * What it does.
     *
     * @param args data directory, directory of the authority, PEM file of the root of its TLS, name
     *     of a {@link Deed}, instant at which its clock starts
     */
    public static void main(String[] args)
            throws IOException, GeneralSecurityException, KeyChangeFailed, InterruptedException {
        var endpoint =
                new AcmeEndpoint(
                                URI.create(args[1]),
                                Pem.certificates(Files.readString(Path.of(args[2]))),
                                "quaygate-test/1",
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(120))
                        .withPace(1000);
        var clock = new VirtualClock();
        clock.set(Instant.parse(args[4]));
        try (var http = new Http01Server()) {
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            System.out.println(http.port() + " " + thread.getFileName());
            if (System.in.read() < 0) {
                return;
            }
            try (FileStore store = FileStore.open(Path.of(args[0]), 3)) {
                var life =
                        new VirtualLife(
                                store,
                                clock,
                                clock,
                                _ -> new Acme4jClient(endpoint, clock),
                                new HttpAnswers(http),
                                1);
                life.configure(policy(endpoint.directory()));
                Deed.valueOf(args[3]).run(life);
                life.manager().close();
            }
        }
    }

    /** What is wanted, the same for the process and for the one after it. */
    static CertificatePolicy policy(URI directory) {
        var usual = CertificatePolicy.of(List.of(NAME), List.of(Issuer.Acme.of("ca", directory)));
        return new CertificatePolicy(
                usual.names(),
                usual.issuers(),
                null,
                usual.keyType(),
                false,
                List.of(ChallengeType.HTTP_01),
                usual.renew(),
                null);
    }

    /** What it is killed at. */
    enum Deed {
        ISSUE,
        RENEW,
        ROLL_OVER;

        void run(VirtualLife life) throws KeyChangeFailed, InterruptedException {
            switch (this) {
                case ISSUE -> until(life, 1);
                case RENEW -> until(life, 2);
                case ROLL_OVER -> life.manager().changeAccountKey("ca");
            }
        }

        private static void until(VirtualLife life, int generation) {
            for (int minutes = 0; minutes < 24 * 60; minutes++) {
                CertificateStatus.@Nullable CertificateView now = life.status(NAME).certificate();
                if (now != null && now.generation() >= generation) {
                    return;
                }
                life.run(Duration.ofMinutes(1));
            }
            throw new IllegalStateException("no certificate: " + life.status(NAME));
        }
    }

    private record HttpAnswers(Http01Server http) implements ChallengePresenter {
        @Override
        public void presentHttp01(String token, String keyAuthorization) {
            http.present(new Http01(NAME, token, keyAuthorization));
        }

        @Override
        public void withdrawHttp01(String token) {}

        @Override
        public void presentTlsAlpn01(String name, CertifiedKey certificate) {}

        @Override
        public void withdrawTlsAlpn01(String name) {}
    }
}
