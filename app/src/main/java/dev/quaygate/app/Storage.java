package dev.quaygate.app;

import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.EtcdSettings;
import dev.quaygate.acme.store.EtcdStore;
import dev.quaygate.acme.store.EtcdTls;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.app.cli.ExitCode;
import dev.quaygate.app.config.settings.FleetSettings;
import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.config.settings.StorageSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Opens the store that the configuration names. */
final class Storage {
    private static final int FEWEST_GENERATIONS = 2;

    /** Folder of the local copy, apart from a store that was there before. */
    private static final String COPY = "etcd-copy";

    private Storage() {}

    static CertificateStore open(StorageSettings settings) throws StartupProblem {
        int keep = Math.max(FEWEST_GENERATIONS, settings.keepGenerations());
        FleetSettings fleet = settings.fleet();
        try {
            return fleet == null
                    ? FileStore.open(settings.directory(), keep)
                    : EtcdStore.open(etcd(fleet), settings.directory().resolve(COPY), host(), keep);
        } catch (StoreProblem e) {
            throw Obstacles.of(e);
        }
    }

    private static EtcdSettings etcd(FleetSettings fleet) throws StartupProblem {
        String user = fleet.user();
        Secret password = fleet.password();
        EtcdSettings.Login login =
                user == null || password == null
                        ? null
                        : new EtcdSettings.Login(user, password.reveal().orElse(""));
        return new EtcdSettings(
                fleet.endpoints(), fleet.prefix(), tls(fleet), login, fleet.leaseTtl());
    }

    private static @Nullable SSLContext tls(FleetSettings fleet) throws StartupProblem {
        if (fleet.ca() == null && fleet.cert() == null) {
            return null;
        }
        try {
            return EtcdTls.context(text(fleet.ca()), text(fleet.cert()), text(fleet.key()));
        } catch (IOException | GeneralSecurityException e) {
            throw new StartupProblem(
                    "QG2005",
                    ExitCode.CONFIGURATION,
                    "storage.etcd: ca, cert or key cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private static @Nullable String text(@Nullable Path file) throws IOException {
        return file == null ? null : Files.readString(file);
    }

    /** Name of this machine as far as a key of the store may hold it. */
    private static String host() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "node";
        }
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return plain.isEmpty() || plain.startsWith(".") ? "node" : plain;
    }
}
