package dev.quaygate.app;

import dev.quaygate.workers.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Folders with sockets and output of workers, one for each store. In each stands whose it is, so
 * that those of stores that are gone can be removed. Blocks.
 */
final class RunFolders {
    private static final String OWNER = "store";
    private static final Path PROC = Path.of("/proc");

    private RunFolders() {}

    /** Marks our folder and removes those that nobody can use any more. */
    static void tidy(Home home) {
        Path parent = home.run().getParent();
        if (parent == null) {
            return;
        }
        try {
            Files.createDirectories(home.run());
            Files.writeString(home.run().resolve(OWNER), home.state() + "\n");
            try (var folders = Files.newDirectoryStream(parent, "apps-*")) {
                for (Path folder : folders) {
                    if (!folder.equals(home.run()) && isForlorn(folder)) {
                        remove(folder);
                    }
                }
            }
        } catch (IOException _) {
            // Leftovers cost some kilobytes; the start of a worker says what is wrong there.
        }
    }

    /** Its store is gone, and no worker writes into it. */
    private static boolean isForlorn(Path folder) {
        try {
            Path owner = folder.resolve(OWNER);
            if (!Files.isRegularFile(owner, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            String state = Files.readString(owner, StandardCharsets.UTF_8).strip();
            return state.startsWith("/") && Files.notExists(Path.of(state)) && !isUsed(folder);
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isUsed(Path folder) {
        return ProcessHandle.allProcesses().anyMatch(process -> writesTo(process.pid(), folder));
    }

    private static boolean writesTo(long pid, Path folder) {
        try {
            Path output = Files.readSymbolicLink(PROC.resolve(pid + "/fd/1"));
            return output.startsWith(folder);
        } catch (IOException _) {
            return false; // ended meanwhile, or not ours to look at
        }
    }

    /** Two levels and no more: what lies deeper is no work of ours, and then the folder stays. */
    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> apps = Files.newDirectoryStream(folder)) {
            for (Path app : apps) {
                if (Files.isDirectory(app, LinkOption.NOFOLLOW_LINKS)) {
                    removeFiles(app);
                }
            }
        }
        removeFiles(folder);
    }

    private static void removeFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
