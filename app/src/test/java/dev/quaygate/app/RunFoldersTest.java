package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.workers.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other stores left beside our sockets. */
final class RunFoldersTest {
    @TempDir Path root;

    @Test
    void removesFoldersOfStoresThatAreGone() throws IOException {
        Path gone = folder("apps-1", root.resolve("gone"));
        Path there = folder("apps-2", Files.createDirectories(root.resolve("there")));

        RunFolders.tidy(new Home(root.resolve("run/apps-3"), root.resolve("ours")));

        assertThat(gone).doesNotExist();
        assertThat(there.resolve("shop/1.out")).exists();
    }

    @Test
    void marksOurFolderSoThatAnotherProcessMayKnowWhoseItIs() throws IOException {
        Home home = new Home(root.resolve("run/apps-3"), root.resolve("ours"));

        RunFolders.tidy(home);
        RunFolders.tidy(home);

        assertThat(home.run().resolve("store")).hasContent(root.resolve("ours") + "\n");
    }

    @Test
    void leavesAloneWhatSaysNotWhoseItIsAndWhatIsNoFolderOfWorkers() throws IOException {
        Path unmarked = Files.createDirectories(root.resolve("run/apps-4"));
        Path deep = folder("apps-5", root.resolve("gone"));
        Files.createDirectories(deep.resolve("shop/deeper/still"));
        Path outside = Files.writeString(root.resolve("precious"), "x");
        Files.createSymbolicLink(deep.resolve("shop/link"), outside);

        RunFolders.tidy(new Home(root.resolve("run/apps"), root.resolve("ours")));

        assertThat(unmarked).exists();
        assertThat(deep.resolve("shop/deeper/still")).exists();
        assertThat(outside).exists();
    }

    private Path folder(String name, Path store) throws IOException {
        Path folder = Files.createDirectories(root.resolve("run").resolve(name));
        Files.createDirectories(folder.resolve("shop"));
        Files.writeString(folder.resolve("shop/1.out"), "line\n");
        Files.writeString(folder.resolve("store"), store + "\n");
        return folder;
    }
}
