package dev.quaygate.acme.store;

import dev.quaygate.acme.etcd.EtcdServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real etcd; each test has a prefix of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EtcdStoreContractXIT extends StoreContract {
    private EtcdServer etcd;
    private EtcdStore store;

    @BeforeAll
    void startEtcd() throws IOException {
        etcd = EtcdServer.start();
    }

    @AfterAll
    void stopEtcd() {
        etcd.close();
    }

    @BeforeEach
    void open(@TempDir Path local) {
        var settings =
                new EtcdSettings(
                        etcd.endpoints(),
                        "/test/" + UUID.randomUUID(),
                        null,
                        null,
                        EtcdSettings.DEFAULT_TTL);
        store = EtcdStore.open(settings, local, "node-1", 3);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    CertificateStore store() {
        return store;
    }
}
