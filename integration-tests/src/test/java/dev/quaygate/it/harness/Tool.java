package dev.quaygate.it.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Programs of the machine, run to their end. */
public final class Tool {
    private Tool() {}

    /** Exit status and both streams of one run. */
    public record Result(int exit, String output) {}

    /** Runs it; fails if it takes more than a minute or is not installed. */
    public static Result run(String... words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", words) + " does not end: " + output);
            }
            return new Result(process.exitValue(), output.strip());
        } catch (IOException e) {
            throw new AssertionError(words[0] + " is missing; `make test` installs it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Its output; fails if it fails. */
    public static String output(String... words) {
        Result result = run(words);
        if (result.exit() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + result);
        }
        return result.output();
    }
}
