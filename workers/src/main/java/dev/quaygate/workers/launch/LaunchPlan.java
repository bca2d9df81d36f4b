package dev.quaygate.workers.launch;

import dev.quaygate.workers.settings.AppSettings;
import dev.quaygate.workers.settings.AppSettings.Identity;
import dev.quaygate.workers.settings.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is executed to start one process: tools of the system one before the other, each of which
 * changes one thing and then becomes the next. So the process has the id that we were given.
 *
 * @param argv complete, beginning with {@code setsid}
 * @param env complete
 */
record LaunchPlan(List<String> argv, Map<String, String> env, Path directory) {
    private static final List<String> OF_OURS = List.of("PATH", "HOME", "LANG", "TZ");
    private static final String DEFAULT_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Text is constant; what follows comes as arguments and is never read as shell code. */
    private static final String UMASK =
            """
            umask "$1"
            if [ -n "$2" ]; then echo $$ > "$2"; fi
            shift 2; exec "$@\"\
            """;

    /** Leaves the status in a file, so that it is known even if we do not live to see it. */
    private static final String UMASK_AND_STATUS =
            """
            umask 077; to="$1"; mask="$2"; shift 2
            ( umask "$mask"; exec "$@" )
            status=$?
            echo $status > "$to.new" && mv "$to.new" "$to"
            exit $status\
            """;

    /**
     * @param group file that a process writes its number to in order to enter its control group;
     *     empty = none
     */
    static LaunchPlan worker(AppSettings app, Assignment who, Surroundings here, String group)
            throws LaunchProblem {
        var argv = new ArrayList<String>(List.of("setsid", "/bin/sh", "-c", UMASK, "sh"));
        argv.add(octal(app.identity()));
        argv.add(group);
        argv.addAll(limits(app.identity(), here.mostOpenFiles()));
        argv.addAll(identity(here));
        argv.addAll(Places.words(app.command(), who));
        return new LaunchPlan(argv, environment(app, who, here), who.directory());
    }

    /**
     * @param status file that will hold the exit status, in decimal
     */
    static LaunchPlan step(
            AppSettings app, Command command, Assignment who, Surroundings here, Path status)
            throws LaunchProblem {
        var argv =
                new ArrayList<String>(List.of("setsid", "/bin/sh", "-c", UMASK_AND_STATUS, "sh"));
        argv.add(status.toString());
        argv.add(octal(app.identity()));
        argv.addAll(limits(app.identity(), here.mostOpenFiles()));
        argv.addAll(identity(here));
        argv.addAll(Places.words(command, who));
        return new LaunchPlan(argv, environment(app, who, here), who.directory());
    }

    private static String octal(Identity identity) {
        return String.format("%03o", identity.umask());
    }

    private static List<String> limits(Identity identity, long mostOpenFiles) {
        var words = new ArrayList<String>();
        words.add("prlimit");
        if (identity.openFiles() > 0) {
            long files = Math.min(identity.openFiles(), mostOpenFiles);
            words.add("--nofile=" + files + ":" + files);
        }
        if (identity.processes() > 0) {
            words.add("--nproc=" + identity.processes() + ":" + identity.processes());
        }
        words.add("--core=" + identity.coreBytes() + ":" + identity.coreBytes());
        words.add("--");
        return words;
    }

    /** Words that change to the app's user; none if it is ours. */
    static List<String> identity(Surroundings here) {
        return here.account()
                .map(account ->
                        List.of(
                                "setpriv",
                                "--reuid=" + account.uid(),
                                "--regid=" + account.gid(),
                                "--init-groups",
                                "--"))
                .orElse(List.of());
    }

    static Map<String, String> environment(AppSettings app, Assignment who, Surroundings here) {
        var env = new TreeMap<String, String>();
        env.put("PATH", DEFAULT_PATH);
        OF_OURS.stream()
                .filter(here.env()::containsKey)
                .forEach(name -> env.put(name, here.env().getOrDefault(name, "")));
        // Our own home would be a directory that the other user cannot read.
        here.account().ifPresent(account -> env.put("HOME", account.home()));
        here.fileEnv().forEach((name, value) -> env.put(name, Places.fill(value, who)));
        app.env().forEach((name, value) -> env.put(name, Places.fill(value, who)));
        env.put("QUAYGATE_APP", who.app());
        env.put("QUAYGATE_RELEASE", who.release());
        env.put(Instances.VARIABLE, who.instance());
        if (who.worker() > 0) {
            env.put("QUAYGATE_WORKER", Integer.toString(who.worker()));
        }
        if (who.socket() != null) {
            env.put("QUAYGATE_SOCKET", who.socket().toString());
        }
        if (who.port() > 0) {
            env.put("PORT", Integer.toString(who.port()));
        }
        return env;
    }
}
