package dev.quaygate.workers.launch;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines {@code KEY=value}. Empty lines and those that begin with {@code #} are skipped, a leading
 * {@code export} too; a value in single or double quotes loses them. Nothing is expanded.
 */
final class EnvFile {
    private EnvFile() {}

    /** All files, later ones win. */
    static Map<String, String> readAll(List<Path> files) throws LaunchProblem {
        var all = new LinkedHashMap<String, String>();
        for (Path file : files) {
            all.putAll(parse(file.toString(), lines(file)));
        }
        return all;
    }

    static Map<String, String> parse(String file, List<String> lines) throws LaunchProblem {
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("export ")) {
                line = line.substring("export ".length()).strip();
            }
            int equals = line.indexOf('=');
            // The line itself may hold a secret: only its place is told.
            if (equals < 0 || !line.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw new LaunchProblem(
                        "envFile: "
                                + file
                                + ":"
                                + (i + 1)
                                + " is not KEY=value; correct that line");
            }
            values.put(line.substring(0, equals), unquoted(line.substring(equals + 1)));
        }
        return values;
    }

    private static String unquoted(String value) {
        boolean quoted =
                value.length() >= 2
                        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                        && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static List<String> lines(Path file) throws LaunchProblem {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new LaunchProblem(
                    "envFile: " + file + " does not exist; create it or correct the path", e);
        } catch (CharacterCodingException e) {
            throw new LaunchProblem("envFile: " + file + " is not text in UTF-8", e);
        } catch (IOException e) {
            throw new LaunchProblem("envFile: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
