package dev.quaygate.app;

import dev.quaygate.acme.CertificatePolicy;
import dev.quaygate.acme.issue.Issuer;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.store.StoreFault;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.app.cli.ExitCode;
import dev.quaygate.app.cli.Failure;
import dev.quaygate.app.cli.OpenStore;
import dev.quaygate.app.cli.Stores;
import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.app.config.settings.FleetSettings;
import dev.quaygate.app.config.settings.Preset;
import dev.quaygate.app.config.settings.StorageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Opens stores for the verbs of {@code storage}. */
final class StoreDoor implements Stores {
    @Override
    public OpenStore open(Path file, Map<String, String> environment, boolean writes)
            throws Failure {
        Configuration configuration =
                switch (ConfigLoader.load(ConfigRequest.of(file, environment))) {
                    case Loaded.Good good ->
                            new UserPaths(environment).adjust(good.configuration());
                    case Loaded.Bad _ ->
                            throw new Failure(
                                    ExitCode.CONFIGURATION,
                                    file + " has errors; `quaygate check` shows them");
                };
        StorageSettings storage = configuration.storage();
        List<CertificatePolicy> policies = new CertificatePlan(configuration).policies(Set.of());
        try {
            return storage.fleet() == null
                    ? directory(storage, policies, writes)
                    : shared(storage, storage.fleet(), policies);
        } catch (StoreProblem e) {
            throw new Failure(ExitCode.REFUSED, "storage: " + e.getMessage());
        } catch (StartupProblem e) {
            throw new Failure(e.exit(), e.text());
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILED, "storage: " + e.getMessage());
        }
    }

    private static OpenStore directory(
            StorageSettings storage, List<CertificatePolicy> policies, boolean writes)
            throws StartupProblem {
        if (writes && !Files.exists(storage.directory())) {
            // A new machine: what is moved there is the first that it has.
            CertificateStore made = Storage.open(storage);
            String place = storage.directory().toString();
            return new OpenStore(
                    made, place, policies, directories(policies), List.of(), made::close);
        }
        FileStore seen = FileStore.look(storage.directory());
        List<StoreFault> faults = seen.fileFaults();
        CertificateStore store = writes ? Storage.open(storage) : seen;
        return new OpenStore(
                store,
                storage.directory().toString(),
                policies,
                directories(policies),
                faults,
                store::close);
    }

    /** A process that serves may have the local copy: this one has its own for the moment. */
    private static OpenStore shared(
            StorageSettings storage, FleetSettings fleet, List<CertificatePolicy> policies)
            throws StartupProblem, IOException {
        Path copy = Files.createTempDirectory("quaygate-storage");
        CertificateStore store = Storage.open(storage.withDirectory(copy));
        try {
            store.probe(); // not from the copy, which is empty
        } catch (StoreProblem e) {
            store.close();
            deleteTree(copy);
            throw e;
        }
        return new OpenStore(
                store,
                "etcd " + fleet.endpoints().getFirst() + fleet.prefix(),
                policies,
                directories(policies),
                List.of(),
                () -> {
                    store.close();
                    deleteTree(copy);
                });
    }

    private static List<URI> directories(List<CertificatePolicy> policies) {
        Stream<URI> configured =
                policies.stream()
                        .flatMap(policy -> policy.issuers().stream())
                        .filter(Issuer.Acme.class::isInstance)
                        .map(issuer -> ((Issuer.Acme) issuer).directory());
        Stream<URI> known =
                Stream.of(Preset.values()).map(Preset::directory).flatMap(Stream::ofNullable);
        return Stream.concat(configured, known).distinct().toList();
    }

    private static void deleteTree(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
