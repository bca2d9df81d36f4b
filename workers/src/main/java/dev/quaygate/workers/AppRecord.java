package dev.quaygate.workers;

import dev.quaygate.workers.launch.ProcessId;
import dev.quaygate.workers.settings.AppSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people decided about an app beside its settings; lasts over restarts. One thread. */
final class AppRecord {
    private static final int KEPT = 10;

    private final Path file;
    private boolean stopped;
    private int scaled; // 0 = as the settings say
    private int scaledOver;
    private @Nullable Release deployed;
    private @Nullable Release deployedOver;
    private final List<Release> history = new ArrayList<>(); // latest last
    private @Nullable Failing failing; // null = it serves, or nobody has tried

    /**
     * Starts that fail, with what they are made from: of anything else nothing is known.
     *
     * @param boot of the machine: what failed before it was restarted may work now
     */
    private record Failing(Scouting.Streak streak, String release, String definition, String boot) {
        static Failing of(Scouting.Streak streak, Generation from) {
            return new Failing(
                    streak, from.release().name(), from.definition(), ProcessId.bootId());
        }

        static Failing parse(Fields line) {
            return new Failing(
                    new Scouting.Streak(
                            (int) line.number("failures"), line.instant("next"), line.text("why")),
                    line.text("release"),
                    line.text("definition"),
                    line.text("boot"));
        }

        Fields fields() {
            return new Fields()
                    .put("failures", streak.failures())
                    .put("next", streak.next())
                    .put("why", streak.why())
                    .put("release", release)
                    .put("definition", definition)
                    .put("boot", boot);
        }
    }

    private AppRecord(Path file) {
        this.file = file;
    }

    /**
     * @param directory of the app's state
     */
    static AppRecord open(Path directory) throws IOException {
        var record = new AppRecord(directory.resolve("app"));
        for (String line : DurableFile.read(record.file)) {
            record.take(Fields.parse(line));
        }
        return record;
    }

    private void take(Fields line) {
        if (line.has("stopped")) {
            stopped = true;
        } else if (line.has("scaled")) {
            scaled = (int) line.number("scaled");
            scaledOver = (int) line.number("over");
        } else if (line.has("deployed")) {
            deployed = new Release(line.text("deployed"), line.path("directory"));
            deployedOver = new Release(line.text("over"), line.path("overDirectory"));
        } else if (line.has("served")) {
            history.add(new Release(line.text("served"), line.path("directory")));
        } else if (line.has("failures")) {
            failing = Failing.parse(line);
        }
    }

    boolean stopped() {
        return stopped;
    }

    void stopped(boolean now) throws IOException {
        stopped = now;
        write();
    }

    /** Workers asked for by a command, as long as the settings say what they said then. */
    int scaled(AppSettings settings) {
        return settings.workers() == scaledOver ? scaled : 0;
    }

    void scale(int workers, AppSettings settings) throws IOException {
        scaled = workers;
        scaledOver = settings.workers();
        write();
    }

    /** The deployed one, as long as the settings mean the release that they meant then. */
    Release release(AppSettings settings) {
        Release base = Release.of(settings);
        return deployed != null && base.equals(deployedOver) ? deployed : base;
    }

    void deploy(Release release, AppSettings settings) throws IOException {
        deployed = release;
        deployedOver = Release.of(settings);
        write();
    }

    /** The one that served before this. */
    Optional<Release> before(Release release) {
        return history.reversed().stream().filter(it -> !it.equals(release)).findFirst();
    }

    void served(Release release) throws IOException {
        if (history.isEmpty() || !history.getLast().equals(release)) {
            history.remove(release);
            history.add(release);
            if (history.size() > KEPT) {
                history.removeFirst();
            }
            write();
        }
    }

    /** Of starts of this generation since the machine was started. */
    Optional<Scouting.Streak> failing(Generation from) {
        return Optional.ofNullable(failing)
                .filter(it -> it.equals(Failing.of(it.streak(), from)))
                .map(Failing::streak);
    }

    void failing(Optional<Scouting.Streak> streak, Generation from) throws IOException {
        Failing now = streak.map(it -> Failing.of(it, from)).orElse(null);
        if (!Objects.equals(now, failing)) {
            failing = now;
            write();
        }
    }

    private void write() throws IOException {
        var lines = new ArrayList<String>();
        if (stopped) {
            lines.add(new Fields().put("stopped", true).toString());
        }
        if (scaled > 0) {
            lines.add(new Fields().put("scaled", scaled).put("over", scaledOver).toString());
        }
        if (deployed != null && deployedOver != null) {
            lines.add(
                    new Fields()
                            .put("deployed", deployed.name())
                            .put("directory", deployed.directory())
                            .put("over", deployedOver.name())
                            .put("overDirectory", deployedOver.directory())
                            .toString());
        }
        for (Release release : history) {
            lines.add(
                    new Fields()
                            .put("served", release.name())
                            .put("directory", release.directory())
                            .toString());
        }
        if (failing != null) {
            lines.add(failing.fields().toString());
        }
        DurableFile.replace(file, lines);
    }
}
