package dev.quaygate.workers.launch;

import dev.quaygate.workers.settings.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the program of a command as the system would. */
public final class Programs {
    private Programs() {}

    static void require(Command command, LaunchPlan plan) throws LaunchProblem {
        if (command.shell()) {
            return; // the shell says itself what is wrong
        }
        String name = plan.argv().get(plan.argv().size() - command.words().size());
        String path = plan.env().getOrDefault("PATH", "");
        Optional<Path> found = find(name, plan.directory(), path);
        if (found.isEmpty()) {
            throw new LaunchProblem(
                    "command: there is no program '"
                            + name
                            + "' "
                            + (name.contains("/") ? "in " + plan.directory() : "in PATH " + path)
                            + "; install it or correct the command");
        }
        if (!Files.isExecutable(found.get())) {
            throw new LaunchProblem(
                    "command: " + found.get() + " may not be executed; run chmod +x on it");
        }
    }

    /** Existing files that the words of a command name, seen from a directory. */
    public static List<Path> files(Command command, Path directory, String path) {
        var files = new ArrayList<Path>();
        List<String> words =
                command.shell()
                        ? List.of(command.words().getFirst().split("\\s+"))
                        : command.words();
        for (int i = 0; i < words.size(); i++) {
            if (i == 0) {
                find(words.get(i), directory, path).ifPresent(files::add);
            } else if (!words.get(i).isBlank() && words.get(i).indexOf('\0') < 0) {
                Path file = directory.resolve(words.get(i));
                if (Files.isRegularFile(file)) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    private static Optional<Path> find(String name, Path directory, String path) {
        if (name.contains("/")) {
            return Optional.of(directory.resolve(name)).filter(Files::isRegularFile);
        }
        for (String place : path.split(":")) {
            Path file = directory.resolve(place).resolve(name);
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
