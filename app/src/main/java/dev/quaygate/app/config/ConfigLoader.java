package dev.quaygate.app.config;

import dev.quaygate.app.config.Loaded.Bad;
import dev.quaygate.app.config.Loaded.BrokenDropIn;
import dev.quaygate.app.config.Loaded.Good;
import dev.quaygate.app.config.block.Attempt;
import dev.quaygate.app.config.block.Values;
import dev.quaygate.app.config.source.Problem;
import dev.quaygate.app.config.source.SourceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Loads the configuration. Reads files and nothing else: no network, no DNS, nothing is written.
 * Any thread but an event loop.
 */
public final class ConfigLoader {
    private final ConfigRequest request;
    private final FileSet files;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final List<BrokenDropIn> broken = new ArrayList<>();

    private ConfigLoader(ConfigRequest request, FileSet files) {
        this.request = request;
        this.files = files;
    }

    /**
     * Reads the main file and what it includes. A broken main file, or a broken drop-in with {@code
     * dropIns: strict}, gives {@link Bad}; else a broken drop-in is replaced by its last good
     * version, or left out.
     */
    public static Loaded load(ConfigRequest request) {
        var files = FileSet.read(request);
        return new ConfigLoader(request, files).load();
    }

    private Loaded load() {
        Optional<SourceFile> main = files.main();
        problems.addAll(files.problems().list(files.all()));
        if (main.isEmpty()) {
            return bad();
        }
        List<SourceFile> dropIns = new ArrayList<>(files.dropIns());
        replaceUnreadable(dropIns);
        boolean strict = Attempt.isStrict(main.get());
        while (true) {
            Attempt attempt = Attempt.of(main.get(), dropIns, request.environment());
            problems.addAll(attempt.problems().list(files.all()));
            Optional<Values> values = attempt.values();
            boolean readable = !files.mainHasErrors();
            if (values.isPresent() && readable && (!strict || broken.isEmpty())) {
                return good(values.get(), main.get(), dropIns);
            }
            if (strict || !replaceBroken(dropIns, attempt)) {
                return bad();
            }
        }
    }

    private void replaceUnreadable(List<SourceFile> dropIns) {
        for (SourceFile file : files.unreadable()) {
            Optional<SourceFile> good = lastGood(file);
            good.ifPresent(dropIns::add);
            broken.add(new BrokenDropIn(file.path(), file.name(), good.isPresent()));
        }
    }

    /** Whether a drop-in was to blame; each round replaces or removes at least one. */
    private boolean replaceBroken(List<SourceFile> dropIns, Attempt attempt) {
        List<SourceFile> culprits =
                attempt.problems().filesWithErrors().stream().filter(dropIns::contains).toList();
        for (SourceFile culprit : culprits) {
            broken.removeIf(before -> before.path().equals(culprit.path()));
            int index = dropIns.indexOf(culprit);
            Optional<SourceFile> good = lastGood(culprit).filter(file -> !file.equals(culprit));
            good.ifPresentOrElse(file -> dropIns.set(index, file), () -> dropIns.remove(index));
            broken.add(new BrokenDropIn(culprit.path(), culprit.name(), good.isPresent()));
        }
        return !culprits.isEmpty();
    }

    private Optional<SourceFile> lastGood(SourceFile file) {
        return request.lastGood().stream()
                .filter(good -> good.path().equals(file.path()))
                .findFirst();
    }

    private Loaded good(Values values, SourceFile main, List<SourceFile> dropIns) {
        List<SourceFile> serving = new ArrayList<>();
        serving.add(main);
        serving.addAll(dropIns);
        var configuration =
                new Configuration(
                        values.proxy(),
                        values.process(),
                        values.admin(),
                        values.storage(),
                        values.certificates(),
                        values.email(),
                        values.sites(),
                        values.apps(),
                        values.log(),
                        values.reload(),
                        values.events(),
                        serving,
                        watched(),
                        new EffectiveConfig(values.effective()));
        return new Good(configuration, sorted(), broken, files.all());
    }

    private Loaded bad() {
        return new Bad(sorted(), files.all());
    }

    private List<Problem> sorted() {
        return problems.stream().sorted((a, b) -> a.severity().compareTo(b.severity())).toList();
    }

    private List<Path> watched() {
        return files.directories();
    }
}
