package dev.quaygate.app.systemd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Programs of the system. */
@FunctionalInterface
public interface Commands {
    /**
     * What a program left.
     *
     * @param exit its status; {@value #MISSING} if there is no such program
     */
    record Outcome(int exit, String output) {}

    /** As a shell says it. */
    int MISSING = 127;

    /** Runs a program to its end. */
    Outcome run(List<String> words);

    /** Those of this machine. */
    static Commands ofMachine() {
        return words -> {
            try {
                Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
                process.getOutputStream().close();
                String output =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Outcome(process.waitFor(), output.strip());
            } catch (IOException e) {
                return new Outcome(MISSING, String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Outcome(1, String.valueOf(e.getMessage()));
            }
        };
    }
}
