package dev.quaygate.workers.probe;

import dev.quaygate.workers.settings.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command whose exit status is the answer. It gets a session of its own, to be ended as one. */
record CommandProbe(Command command, Duration within) {
    ProbeResult ask(Surroundings around) throws InterruptedException {
        Process process;
        try {
            process = start(around);
        } catch (IOException e) {
            return bad("cannot start: " + Words.of(e, within));
        }
        LastLine output = LastLine.of(process.getInputStream());
        boolean ended = false;
        try {
            ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!ended) {
                ProcessGroup.kill(process);
            }
        }
        if (!ended) {
            return bad("no answer within " + Words.of(within));
        }
        return process.exitValue() == 0
                ? new ProbeResult.Good()
                : bad(
                        result(process.exitValue())
                                + output.get().map(line -> ": " + line).orElse(""));
    }

    private Process start(Surroundings around) throws IOException {
        List<String> words = new ArrayList<>();
        // Not a group leader after fork, so setsid does not fork again: its pid is the session.
        words.add("setsid");
        words.addAll(around.wrapper());
        if (command.shell()) {
            words.addAll(List.of("/bin/sh", "-c"));
        }
        words.addAll(command.words());
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.directory(around.cwd().toFile());
        builder.environment().clear();
        builder.environment().putAll(around.environment());
        builder.redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close(); // a command that asks for input gets none
        return process;
    }

    private static String result(int status) {
        // As a shell reports it; the JDK gives a signal the same way.
        return status > 128 && status < 160 ? "signal " + (status - 128) : "exit " + status;
    }

    private ProbeResult bad(String what) {
        String first = command.words().getFirst();
        String name = command.shell() ? first : first.substring(first.lastIndexOf('/') + 1);
        return new ProbeResult.Bad(
                (name.length() > 60 ? name.substring(0, 60) + "…" : name) + ": " + what);
    }
}
