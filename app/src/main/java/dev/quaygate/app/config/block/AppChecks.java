package dev.quaygate.app.config.block;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Node.Sequence;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.app.config.source.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What apps say about each other. */
final class AppChecks {
    private final Map<String, AppDraft> apps;
    private final Set<String> names;
    private final Problems problems;
    private final Set<String> judged = new LinkedHashSet<>();

    /**
     * @param names of all apps, those with errors too
     */
    AppChecks(Map<String, AppDraft> apps, Set<String> names, Problems problems) {
        this.apps = apps;
        this.names = names;
        this.problems = problems;
    }

    void run() {
        apps.keySet().forEach(this::refuseUnknown);
        apps.keySet().forEach(name -> walk(name, new ArrayList<>()));
    }

    private void refuseUnknown(String app) {
        for (String other : after(app)) {
            if (names.contains(other)) {
                continue;
            }
            Node at = node(app, other);
            var draft =
                    problems.error("QG1020", at.span(), at.path(), "unknown app `" + other + "`");
            Suggest.nearest(other, names)
                    .ifPresentOrElse(
                            word -> draft.hint("did you mean `" + word + "`?").suggest(word),
                            () -> draft.hint("add it under `apps`, or remove it here"));
        }
    }

    /** Follows {@code after} from app to app; each circle is reported once. */
    private void walk(String app, List<String> way) {
        int start = way.indexOf(app);
        if (start >= 0) {
            var circle = new ArrayList<>(way.subList(start, way.size()));
            circle.add(app);
            Node at = node(way.getLast(), app);
            problems.error(
                            "QG1023",
                            at.span(),
                            at.path(),
                            "apps wait for each other: " + String.join(" -> ", circle))
                    .hint("remove one of these from `after`");
            return;
        }
        if (judged.add(app)) {
            way.add(app);
            after(app).forEach(next -> walk(next, way));
            way.removeLast();
        }
    }

    private List<String> after(String app) {
        AppDraft draft = apps.get(app);
        return draft == null ? List.of() : draft.settings().after();
    }

    /** The item of {@code after} that names another app. */
    private Node node(String app, String other) {
        AppDraft draft = apps.get(app);
        if (draft == null) {
            throw new IllegalStateException(app + " waits for nothing");
        }
        Node after = draft.node().entry("after").map(Entry::value).orElse(draft.node());
        if (!(after instanceof Sequence list)) {
            return after;
        }
        return list.items().stream()
                .filter(item -> item instanceof Node.Scalar s && s.text().equals(other))
                .findFirst()
                .orElse(after);
    }
}
