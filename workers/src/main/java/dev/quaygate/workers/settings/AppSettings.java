package dev.quaygate.workers.settings;

import static dev.quaygate.workers.settings.InvalidSetting.require;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One application.
 *
 * @param name unique; a file name
 * @param workers how many; 0 = {@code auto}, as many as processors and memory allow
 * @param listen where a worker listens; never AUTO here
 * @param cwd as written, symbolic links included: a release is what it points to
 * @param identity user, group, umask, limits
 * @param env name to value; values may be secrets and are never shown
 * @param envFiles read at each start of a worker, later ones win over earlier, {@code env} over all
 * @param release name of the release; null = real path of {@code cwd}
 * @param health null = off
 * @param memory limits of one worker
 * @param after apps that must be ready before
 */
public record AppSettings(
        String name,
        Command command,
        int workers,
        Listen listen,
        Ports ports,
        Path cwd,
        Identity identity,
        Map<String, String> env,
        List<Path> envFiles,
        @Nullable String release,
        List<PrestartStep> prestart,
        Probe.Ready ready,
        Probe.@Nullable Health health,
        RestartPolicy restart,
        MemoryLimits memory,
        Recycle recycle,
        Rolling rolling,
        Stop stop,
        List<String> after,
        Utilisation utilisation,
        Logs logs,
        @Nullable Duration idleStop) {
    public AppSettings {
        env = Map.copyOf(env);
        envFiles = List.copyOf(envFiles);
        prestart = List.copyOf(prestart);
        after = List.copyOf(after);
        require(
                name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
                "name",
                "'" + name + "' is no name: letters, digits, '.', '_' and '-', at most 63");
        require(workers >= 0 && workers <= 1000, "workers", workers + " is not within 1 and 1000");
        require(cwd.isAbsolute(), "cwd", cwd + " is not absolute");
        require(
                prestart.stream().map(PrestartStep::name).distinct().count() == prestart.size(),
                "prestart",
                "two steps have the same name");
        require(!after.contains(name), "after", "an app cannot wait for itself");
    }

    /** Does not show values of the environment. */
    @Override
    public String toString() {
        return "AppSettings[" + name + ", " + command + ", workers=" + workers + "]";
    }

    /** Where a worker listens. */
    public enum Listen {
        /** A unix socket made for it, {@code {socket}}. */
        SOCKET,
        /** A free port of loopback, {@code {port}}. */
        PORT
    }

    /** Range that ports of workers are taken from, both inclusive. */
    public record Ports(int first, int last) {
        public static final Ports DEFAULT = new Ports(20_000, 29_999);

        public Ports {
            require(
                    first >= 1 && first <= last && last <= 65_535,
                    "ports",
                    first + "-" + last + " is no range of ports");
        }
    }

    /**
     * Who a worker is to the system.
     *
     * @param user null = our own
     * @param group null = the user's
     * @param umask 0 to 0777
     * @param openFiles 0 = unchanged
     * @param processes 0 = unchanged
     * @param coreBytes largest core file
     */
    public record Identity(
            @Nullable String user,
            @Nullable String group,
            int umask,
            long openFiles,
            long processes,
            long coreBytes) {
        public static final Identity DEFAULT = new Identity(null, null, 0027, 65_536, 0, 0);

        public Identity {
            require(umask >= 0 && umask <= 0777, "umask", "is not within 000 and 777");
            require(openFiles >= 0, "openFiles", openFiles + " must not be negative");
            require(processes >= 0, "processes", processes + " must not be negative");
            require(coreBytes >= 0, "core", coreBytes + " must not be negative");
        }
    }

    /**
     * When a worker that works well is replaced all the same.
     *
     * @param requests 0 = off
     * @param age null = off
     */
    public record Recycle(long requests, @Nullable Duration age, int jitterPercent) {
        public static final Recycle OFF = new Recycle(0, null, 20);
    }

    /**
     * How all workers are replaced.
     *
     * @param startFirst a new one is ready before an old one is drained; else the other way round
     * @param surge how many at a time
     */
    public record Rolling(boolean startFirst, int surge, Duration pause) {
        public static final Rolling DEFAULT = new Rolling(true, 1, Duration.ZERO);

        public Rolling {
            require(surge >= 1, "surge", surge + " must be at least 1");
        }
    }

    /**
     * How a worker ends: no new requests, up to {@code drain} for those in flight, the signal to
     * its process group, up to {@code grace}, then KILL.
     *
     * @param signal without SIG, as in TERM
     */
    public record Stop(String signal, Duration grace, Duration drain) {
        public static final Stop DEFAULT =
                new Stop("TERM", Duration.ofSeconds(30), Duration.ofSeconds(30));

        public Stop {
            require(
                    signal.matches("TERM|INT|QUIT|HUP|USR1|USR2|WINCH"),
                    "signal",
                    "'" + signal + "' is none of TERM, INT, QUIT, HUP, USR1, USR2, WINCH");
        }
    }

    /**
     * Where lines of workers go.
     *
     * @param to null with {@code off} false = our own log
     * @param json lines are JSON and pass as such
     * @param lineBytes longer lines are cut
     * @param rotateBytes size at which {@code to} is rotated
     * @param keep rotated files kept
     */
    public record Logs(
            boolean off,
            @Nullable Path to,
            boolean json,
            int lineBytes,
            long rotateBytes,
            int keep) {
        public static final Logs DEFAULT = new Logs(false, null, false, 16 * 1024, 100_000_000, 5);
    }
}
