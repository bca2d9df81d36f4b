package dev.quaygate.app.config.source;

import dev.quaygate.app.config.source.Problem.Line;
import dev.quaygate.app.config.source.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the problems of one run. One thread. */
public final class Problems {
    private final List<Draft> drafts = new ArrayList<>();
    private final SecretPlaces secrets = new SecretPlaces();
    private final Map<String, String> labels = new HashMap<>();

    /** Adds an error; the draft takes more facts. */
    public Draft error(String code, Span span, String path, String message) {
        return add(new Draft(code, Severity.ERROR, span.file(), span, path, message));
    }

    /** Adds a warning; the draft takes more facts. */
    public Draft warning(String code, Span span, String path, String message) {
        return add(new Draft(code, Severity.WARNING, span.file(), span, path, message));
    }

    /** Adds an error about a file as a whole. */
    public Draft error(String code, SourceFile file, String message) {
        return add(new Draft(code, Severity.ERROR, file, null, "", message));
    }

    /** Keeps a scalar out of every excerpt. */
    public void mask(Node.Scalar secret) {
        secrets.add(secret);
    }

    /** Gives a list item a name that people know ({@code routes[0] (app.example.com)}). */
    public void label(Node item, String name) {
        labels.put(key(item.span().file(), item.path()), name);
    }

    /** Whether there is an error so far. */
    public boolean hasErrors() {
        return drafts.stream().anyMatch(draft -> draft.severity == Severity.ERROR);
    }

    /** Files that have an error. */
    public Set<SourceFile> filesWithErrors() {
        var files = new LinkedHashSet<SourceFile>();
        drafts.stream()
                .filter(draft -> draft.severity == Severity.ERROR)
                .forEach(draft -> files.add(draft.file));
        return files;
    }

    /** All of them: errors, then warnings; each in the order of {@code files} and of lines. */
    public List<Problem> list(List<SourceFile> files) {
        return drafts.stream()
                .map(this::finish)
                .distinct()
                .sorted(
                        Comparator.comparing(Problem::severity)
                                .thenComparingInt(problem -> order(files, problem))
                                .thenComparingInt(Problem::line)
                                .thenComparingInt(Problem::column))
                .toList();
    }

    private static int order(List<SourceFile> files, Problem problem) {
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).name().equals(problem.file())) {
                return i;
            }
        }
        return files.size();
    }

    private Draft add(Draft draft) {
        drafts.add(draft);
        return draft;
    }

    private Problem finish(Draft draft) {
        return new Problem(
                draft.code,
                draft.severity,
                draft.file.name(),
                draft.span,
                draft.path,
                draft.message,
                draft.hint,
                draft.suggestion,
                around(draft),
                draft.allowed,
                draft.first,
                excerpt(draft));
    }

    /** The block around, with the labels of list items: {@code routes[0] (app.example.com)}. */
    private String around(Draft draft) {
        String block = draft.block;
        if (block == null) {
            return "";
        }
        if (block.isEmpty()) {
            return "the top level";
        }
        var out = new StringBuilder();
        String label = null;
        String pointer = "";
        for (String part : block.substring(1).split("/", -1)) {
            pointer += "/" + part;
            String name = part.replace("~1", "/").replace("~0", "~");
            boolean index = !out.isEmpty() && name.chars().allMatch(Character::isDigit);
            out.append(index ? "[" + name + "]" : out.isEmpty() ? name : "." + name);
            label = labels.getOrDefault(key(draft.file, pointer), label);
        }
        return label == null ? out.toString() : out + " (" + label + ")";
    }

    private List<Line> excerpt(Draft draft) {
        Span span = draft.span;
        if (span == null) {
            return List.of();
        }
        var lines = new ArrayList<Line>();
        if (draft.block != null && span.line() > 1) {
            String before = secrets.masked(span.file(), span.line() - 1);
            if (!before.isBlank() && !before.strip().startsWith("#")) {
                lines.add(new Line(span.line() - 1, before));
            }
        }
        lines.add(new Line(span.line(), secrets.masked(span.file(), span.line())));
        return lines;
    }

    private static String key(SourceFile file, String path) {
        return file.name() + "\0" + path;
    }

    /** A problem that still takes facts. */
    public static final class Draft {
        private final String code;
        private final Severity severity;
        private final SourceFile file;
        private final @Nullable Span span;
        private final String path;
        private final String message;
        private String hint = "";
        private @Nullable String suggestion;
        private @Nullable String block;
        private String allowed = "";
        private @Nullable Span first;

        private Draft(
                String code,
                Severity severity,
                SourceFile file,
                @Nullable Span span,
                String path,
                String message) {
            this.code = code;
            this.severity = severity;
            this.file = file;
            this.span = span;
            this.path = path;
            this.message = message;
        }

        /** What to do, in half a sentence. */
        public Draft hint(String text) {
            hint = text;
            return this;
        }

        /** The one word that would be right. */
        public Draft suggest(@Nullable String word) {
            suggestion = word;
            return this;
        }

        /** Pointer of the block around it; the excerpt then shows the line above too. */
        public Draft in(String pointer) {
            block = pointer;
            return this;
        }

        /** What may stand there. */
        public Draft allowed(String words) {
            allowed = words;
            return this;
        }

        /** The first of two places. */
        public Draft first(Span place) {
            first = place;
            return this;
        }
    }
}
