package dev.quaygate.acme;

import dev.quaygate.acme.store.CrashingDisk;
import dev.quaygate.acme.store.FileStore;
import dev.quaygate.acme.store.KillPoints;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of one life need: a store, one authority, and a clock that they move. */
abstract class OneStoreLife {
    @TempDir Path directory;

    final VirtualClock clock = new VirtualClock();
    final FakeAuthority ca = new FakeAuthority(clock);
    FileStore store;
    TestLife life;

    @BeforeEach
    void start() {
        store = CrashingDisk.open(directory, KillPoints.none());
        life = new TestLife(store, clock, Map.of("fake", ca));
    }

    @AfterEach
    void stop() {
        life.manager.close();
        store.close();
    }
}
