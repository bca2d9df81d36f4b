package dev.quaygate.app.config.block;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Entry;
import dev.quaygate.app.config.source.Problems;
import dev.quaygate.workers.resources.Fit;
import dev.quaygate.workers.resources.Machine;
import dev.quaygate.workers.resources.MemoryFit;
import dev.quaygate.workers.settings.AppSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Says before anything starts that not all workers fit into the memory of this machine. */
final class AppMemory {
    private AppMemory() {}

    static void warn(Map<String, AppDraft> apps, Machine machine, Problems problems) {
        var settings = new ArrayList<AppSettings>();
        apps.forEach((name, draft) -> settings.add(draft.app(name)));
        MemoryFit.of(settings, machine, Map.of()).all().stream()
                .filter(Fit::tooFew)
                .forEach(fit -> warn(fit, Objects.requireNonNull(apps.get(fit.app())), problems));
    }

    private static void warn(Fit fit, AppDraft draft, Problems problems) {
        Node at =
                List.of("workers", "memory").stream()
                        .flatMap(key -> draft.node().entry(key).stream())
                        .map(Entry::value)
                        .findFirst()
                        .orElse(draft.node());
        // The last part of the reason is what to do.
        int end = fit.why().lastIndexOf("; ");
        String what = end < 0 ? fit.why() : fit.why().substring(0, end);
        problems.warning("QG7004", at.span(), at.path(), fit.app() + ": " + what)
                .hint(end < 0 ? "" : fit.why().substring(end + 2));
    }
}
