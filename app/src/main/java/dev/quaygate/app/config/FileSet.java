package dev.quaygate.app.config;

import dev.quaygate.app.config.block.Attempt;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.app.config.source.SourceFile;
import dev.quaygate.app.config.source.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The main file and the files that it includes, as they are on disk. */
final class FileSet {
    private final ConfigRequest request;
    private final Problems problems = new Problems();
    private final List<SourceFile> dropIns = new ArrayList<>();
    private final List<SourceFile> unreadable = new ArrayList<>();
    private final Set<Path> directories = new LinkedHashSet<>();
    private @Nullable SourceFile main;

    private FileSet(ConfigRequest request) {
        this.request = request;
    }

    static FileSet read(ConfigRequest request) {
        var files = new FileSet(request);
        files.readMain();
        SourceFile main = files.main;
        if (main != null) {
            Attempt.includes(main, request.environment()).forEach(files::include);
        }
        return files;
    }

    Optional<SourceFile> main() {
        return Optional.ofNullable(main);
    }

    List<SourceFile> dropIns() {
        return dropIns;
    }

    /** Drop-ins whose text could not be had. */
    List<SourceFile> unreadable() {
        return unreadable;
    }

    Problems problems() {
        return problems;
    }

    /** Whether an include of the main file is wrong. */
    boolean mainHasErrors() {
        SourceFile file = main;
        return file != null && problems.filesWithErrors().contains(file);
    }

    List<Path> directories() {
        return List.copyOf(directories);
    }

    List<SourceFile> all() {
        var all = new ArrayList<SourceFile>();
        main().ifPresent(all::add);
        all.addAll(dropIns);
        all.addAll(unreadable);
        return all;
    }

    private void readMain() {
        Path path = request.main().toAbsolutePath().normalize();
        directories.add(directory(path));
        String text = request.text();
        String name = request.main().toString();
        if (text != null) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            main = decode(path, name, bytes).orElse(null);
            return;
        }
        try {
            main = decode(path, name, readBytes(path)).orElse(null);
        } catch (IOException e) {
            problems.error("QG1002", new SourceFile(path, name, ""), reason(e))
                    .hint("write it, or name another one with -c");
        }
    }

    private Optional<SourceFile> decode(Path path, String name, byte[] bytes) {
        var place = new SourceFile(path, name, "");
        return YamlText.decode(place, bytes, problems)
                .map(text -> new SourceFile(path, name, text));
    }

    private static byte[] readBytes(Path path) throws IOException {
        // One byte more than is taken shows that a file is too large without reading all of it.
        try (var in = Files.newInputStream(path)) {
            return in.readNBytes((3 << 20) + 1);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "the file does not exist";
        }
        return e instanceof java.nio.file.AccessDeniedException
                ? "the file may not be read by this user"
                : "the file cannot be read: " + e.getClass().getSimpleName();
    }

    private void include(Scalar pattern) {
        Path base = directory(request.main().toAbsolutePath().normalize());
        try {
            Path glob = base.resolve(pattern.text()).normalize();
            Path directory = directory(glob);
            String last = glob.getFileName().toString();
            if (directory.toString().matches(".*[*?\\[{].*")) {
                error(pattern, "stars stand in the last part of a pattern only");
            } else {
                directories.add(directory);
                include(pattern, directory, last);
            }
        } catch (java.nio.file.InvalidPathException | PatternSyntaxException _) {
            error(pattern, "`" + pattern.text() + "` is not a pattern");
        }
    }

    private void include(Scalar pattern, Path directory, String last) {
        boolean single = !last.matches(".*[*?\\[{].*");
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, last)) {
            stream.forEach(path -> {
                if (!path.getFileName().toString().startsWith(".")) {
                    found.add(path);
                }
            });
        } catch (IOException _) {
            problems.warning(
                            "QG1024",
                            pattern.span(),
                            pattern.path(),
                            "directory `" + directory + "` is not there")
                    .hint("make it, or remove the pattern");
            return;
        }
        if (single && found.isEmpty()) {
            error(pattern, "`" + pattern.text() + "` does not exist");
        }
        found.stream().sorted().forEach(path -> add(pattern, path));
    }

    private void add(Scalar pattern, Path path) {
        boolean known = all().stream().anyMatch(file -> file.path().equals(path));
        if (main != null && main.path().equals(path)) {
            error(pattern, "the main file includes itself");
        }
        if (known || Files.isDirectory(path)) {
            return;
        }
        String name = name(path);
        try {
            decode(path, name, readBytes(path))
                    .ifPresentOrElse(
                            dropIns::add, () -> unreadable.add(new SourceFile(path, name, "")));
        } catch (IOException e) {
            var file = new SourceFile(path, name, "");
            problems.error("QG1002", file, reason(e));
            unreadable.add(file);
        }
    }

    /** As the main file was named: relative stays relative. */
    private String name(Path path) {
        Path main = request.main();
        if (main.isAbsolute()) {
            return path.toString();
        }
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }

    private void error(Scalar pattern, String message) {
        problems.error("QG1024", pattern.span(), pattern.path(), message)
                .hint("write for example `conf.d/*.yaml`");
    }

    private static Path directory(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
