package dev.quaygate.app.config.block;

import dev.quaygate.app.config.block.RootBlock.Root;
import dev.quaygate.app.config.form.Reading;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Node.Sequence;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.app.config.source.SourceFile;
import dev.quaygate.app.config.source.Variables;
import dev.quaygate.app.config.source.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reading of one set of files: every problem, and the values if there is no error. */
public final class Attempt {
    private final Problems problems = new Problems();
    private final Reading reading;
    private final Variables variables;
    private final List<Part> parts = new ArrayList<>();
    private final List<Node> trees = new ArrayList<>();
    private @Nullable Values values;

    private Attempt(Map<String, String> environment) {
        this.reading = new Reading(problems, environment);
        this.variables = new Variables(environment, problems);
    }

    /** Reads a main file and its drop-ins. */
    public static Attempt of(
            SourceFile main, List<SourceFile> dropIns, Map<String, String> environment) {
        var attempt = new Attempt(environment);
        Optional<Root> root =
                attempt.tree(main).flatMap(node -> RootBlock.MAIN.read(node, attempt.reading));
        for (SourceFile dropIn : dropIns) {
            attempt.tree(dropIn).ifPresent(n -> RootBlock.DROP_IN.read(n, attempt.reading));
        }
        Assembly assembly = new Assembly(attempt.parts, attempt.problems).check();
        root.ifPresent(good -> attempt.finish(good, assembly));
        return attempt;
    }

    /** Problems found, errors included. */
    public Problems problems() {
        return problems;
    }

    /** The values; empty if there is an error. */
    public Optional<Values> values() {
        return Optional.ofNullable(values);
    }

    /** What {@code reload.dropIns} of a main file says, however broken the rest is. */
    public static boolean isStrict(SourceFile main) {
        if (!main.text().contains("strict")) {
            return false; // spares a second parse of a large file
        }
        return YamlTree.parse(main, new Problems())
                .filter(Mapping.class::isInstance)
                .flatMap(root -> ((Mapping) root).entry("reload"))
                .map(Entry::value)
                .filter(Mapping.class::isInstance)
                .flatMap(reload -> ((Mapping) reload).entry("dropIns"))
                .filter(e -> e.value() instanceof Scalar s && s.text().equals("strict"))
                .isPresent();
    }

    /** The patterns of {@code include}, as scalars with their places. */
    public static List<Scalar> includes(SourceFile main, Map<String, String> environment) {
        if (!main.text().contains(RootBlock.INCLUDE.name())) {
            return List.of();
        }
        var quiet = new Problems();
        return YamlTree.parse(main, quiet)
                .map(new Variables(environment, quiet)::expand)
                .filter(Mapping.class::isInstance)
                .flatMap(root -> ((Mapping) root).entry(RootBlock.INCLUDE.name()))
                .map(Entry::value)
                .map(Attempt::scalars)
                .orElse(List.of());
    }

    private static List<Scalar> scalars(Node node) {
        List<Node> items = node instanceof Sequence list ? list.items() : List.of(node);
        return items.stream()
                .filter(Scalar.class::isInstance)
                .map(Scalar.class::cast)
                .filter(scalar -> !scalar.isNull())
                .toList();
    }

    private Optional<Node> tree(SourceFile file) {
        Optional<Node> tree = YamlTree.parse(file, problems).map(variables::expand);
        tree.ifPresent(node -> {
            Part.label(node, problems);
            parts.add(Part.of(node, reading));
            trees.add(node);
        });
        return tree;
    }

    private void finish(Root root, Assembly assembly) {
        var settings = new Settings(root, assembly, problems);
        var sites = settings.sites();
        // Unknown pools were reported; the records would refuse them a second time.
        if (problems.hasErrors()) {
            settings.checkOnly();
            return;
        }
        var proxy = settings.proxy();
        if (problems.hasErrors()) {
            return;
        }
        values =
                new Values(
                        proxy,
                        root.process(),
                        root.admin(),
                        root.storage(),
                        root.certificates(),
                        root.email(),
                        sites,
                        assembly.apps(),
                        root.log().log(),
                        root.reload(),
                        root.events(),
                        Merge.effective(trees));
    }
}
