package dev.quaygate.workers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A supervisor in a process of its own, to be killed. */
final class KilledSupervisor {
    private KilledSupervisor() {}

    static Process start(Path root) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledSupervisor.class.getName(),
                        root.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Workers of which the ledger says that they serve. */
    static long serving(Path ledger) {
        try {
            return DurableFile.read(ledger).stream()
                    .filter(line -> line.contains("served=true"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        var site = new Site(Path.of(arguments[0]));
        site.supervisor.apply(List.of(site.shop().settings()));
        Thread.currentThread().join(); // until it is killed
    }
}
