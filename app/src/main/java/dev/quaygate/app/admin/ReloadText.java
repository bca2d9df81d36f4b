package dev.quaygate.app.admin;

import dev.quaygate.app.config.source.ProblemPrinter;
import dev.quaygate.app.config.source.ProblemPrinter.Outcome;
import dev.quaygate.app.state.ReloadResult;
import dev.quaygate.app.state.Running;
import dev.quaygate.proxy.server.ApplyResult;
import dev.quaygate.proxy.server.ApplyResult.Change;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of a reload, as people read it. */
public final class ReloadText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    /** There may be many of them; of all others there is one. */
    private static final List<String> COUNTED = List.of("route", "pool", "listener");

    private ReloadText() {}

    public static String of(ReloadResult result) {
        return switch (result) {
            case ReloadResult.Applied applied -> applied(applied);
            case ReloadResult.Invalid invalid ->
                    ProblemPrinter.print(
                            ProblemPrinter.Format.TEXT,
                            invalid.problems(),
                            kept(invalid.running()),
                            ProblemPrinter.SHOWN);
            case ReloadResult.Refused refused ->
                    "error[%s]: %s\n%s\n"
                            .formatted(
                                    refused.code(),
                                    refused.message(),
                                    kept(refused.running()).sentence());
        };
    }

    /** That an earlier revision serves on. */
    static Outcome kept(Running running) {
        return Outcome.kept(running.revision(), TIME.format(running.loadedAt()));
    }

    private static String applied(ReloadResult.Applied applied) {
        ApplyResult result = applied.result();
        var parts = new ArrayList<String>();
        parts.add(
                "revision %d active in %s"
                        .formatted(result.revision(), Texts.millis(result.took())));
        parts.add(changes(applied));
        parts.add(
                "kept %s, %s"
                        .formatted(
                                Texts.count(result.keptConnections(), "connection"),
                                Texts.count(result.keptTunnels(), "websocket")));
        parts.add("draining " + result.draining());
        parts.add("cut " + result.cut());
        if (applied.orders() > 0) {
            parts.add(Texts.count(applied.orders(), "order"));
        }
        var out = new StringBuilder(String.join("   ", parts)).append('\n');
        applied.apps().forEach(line -> out.append(line).append('\n'));
        applied.notes().forEach(note -> out.append("note: ").append(note).append('\n'));
        Running running = applied.running();
        if (!running.broken().isEmpty()) {
            out.append(
                    ProblemPrinter.print(
                            ProblemPrinter.Format.TEXT,
                            running.problems(),
                            Outcome.applied(running.revision()),
                            ProblemPrinter.SHOWN));
        }
        return out.toString();
    }

    private static String changes(ReloadResult.Applied applied) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (char sign : new char[] {'+', '~', '-'}) {
            applied.result().changes().stream()
                    .filter(change -> change.sign() == sign)
                    .map(Change::kind)
                    .forEach(kind -> counts.merge(sign + kind, 1, Integer::sum));
        }
        applied.others().forEach(other -> counts.put("~" + other, 1));
        if (counts.isEmpty()) {
            return "no change";
        }
        var parts = new ArrayList<String>();
        counts.forEach((what, count) -> {
            String kind = what.substring(1);
            parts.add(what.charAt(0) + (COUNTED.contains(kind) ? Texts.count(count, kind) : kind));
        });
        return String.join("  ", parts);
    }
}
