package dev.quaygate.acme.store;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real directory. */
final class FileStoreContractTest extends StoreContract {
    @TempDir private Path directory;

    private FileStore store;

    @BeforeEach
    void open() {
        store = CrashingDisk.open(directory, KillPoints.none());
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
