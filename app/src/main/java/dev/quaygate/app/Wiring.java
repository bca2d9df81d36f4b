package dev.quaygate.app;

import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.app.admin.AdminBindFailure;
import dev.quaygate.app.admin.AdminServer;
import dev.quaygate.app.admin.ReloadText;
import dev.quaygate.app.admin.Texts;
import dev.quaygate.app.cli.ExitCode;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.StorageSettings;
import dev.quaygate.app.events.EventHub;
import dev.quaygate.app.events.Webhooks;
import dev.quaygate.app.state.Desk;
import dev.quaygate.app.state.Phase;
import dev.quaygate.app.state.ReloadResult;
import dev.quaygate.app.state.Running;
import dev.quaygate.app.state.Traffic;
import dev.quaygate.app.state.Version;
import dev.quaygate.app.systemd.InheritedSockets;
import dev.quaygate.proxy.listener.BindFailure;
import dev.quaygate.proxy.listener.InheritedSocket;
import dev.quaygate.proxy.server.ApplyResult;
import dev.quaygate.proxy.server.DrainResult;
import dev.quaygate.proxy.server.ProxyServer;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts together: the only place where data plane, certificates and configuration meet.
 * Built from one good configuration; {@link Reload} gives it the later ones.
 */
final class Wiring implements AutoCloseable {
    /** On a loaded machine keys take long, and nothing is ready without them. */
    private static final Duration INTERNAL_AT_START = Duration.ofMinutes(1);

    private static final Duration INTERNAL_AT_RELOAD = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final Instant started;
    private final InstantSource clock = InstantSource.system();
    private final ProxyServer proxy;
    private final Certificates certificates;
    private final Apps apps;
    private final Reload reload;
    private final AdminServer admin;
    private final Desk desk;
    private final EventHub events;
    private final Webhooks webhooks;
    private final Traffic traffic = new Traffic();
    private final ScheduledExecutorService minute =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("minute").factory());
    private @Nullable FileWatch watch;
    private volatile Phase phase = Phase.STARTING;

    /**
     * Opens the store and prepares everything; accepts no connection yet.
     *
     * @param reloads makes the reloader around this wiring's way to apply a configuration
     */
    Wiring(
            Running first,
            Instant started,
            Map<String, String> environment,
            Function<Reload.Apply, Reload> reloads)
            throws StartupProblem {
        this.environment = environment;
        this.started = started;
        Configuration configuration = first.configuration();
        requireBoringSsl();
        var random = new SecureRandom();
        List<InheritedSocket> inherited = InheritedSockets.of(environment);
        proxy =
                new ProxyServer(
                        InheritedSockets.driven(configuration.process(), inherited), clock, random);
        proxy.inherit(inherited);
        CertificateStore store = open(configuration.storage());
        events = new EventHub(clock);
        webhooks = new Webhooks(configuration.storage().directory().resolve("webhooks"), clock);
        AutoCloseable _ = events.follow(-1, webhooks::take);
        try {
            certificates =
                    new Certificates(
                            proxy,
                            store,
                            new CertificateNews(clock, new CertificateEvents(events)),
                            clock,
                            random);
        } catch (IOException e) {
            throw new StartupProblem(
                    "QG2003", ExitCode.FAILED, "cannot watch files: " + e.getMessage(), e);
        }
        apps =
                new Apps(
                        configuration.storage().directory(),
                        environment,
                        proxy::pool,
                        new AppNews(events),
                        clock,
                        random);
        reload = reloads.apply(this::apply);
        reload.follow(result -> tell(events, result));
        desk =
                new Desk(
                        Version.text(),
                        started,
                        clock,
                        proxy,
                        certificates,
                        apps,
                        reload,
                        () -> phase,
                        traffic,
                        events);
        admin = new AdminServer(desk);
    }

    /** Serves; returns when internal certificates are there. */
    void start() throws StartupProblem {
        Running running = reload.running();
        Configuration configuration = running.configuration();
        apps.check(configuration.apps());
        webhooks.configure(configuration.events());
        certificates.publishStored(configuration);
        try {
            admin.apply(configuration.admin());
            proxy.start(configuration.proxy(), running.revision());
        } catch (AdminBindFailure e) {
            throw Obstacles.of(e);
        } catch (BindFailure e) {
            throw Obstacles.of(e);
        }
        Banner.listening(proxy.view(), admin.addresses());
        // Requests that come from now on wait for the workers.
        apps.apply(configuration.apps(), running.complete())
                .forEach(line -> Messages.say("{}", line));
        int _ = certificates.configure(configuration, INTERNAL_AT_START);
        watch(configuration);
        minute.scheduleAtFixedRate(this::sample, 0, 1, TimeUnit.MINUTES);
        phase = Phase.READY;
        Banner.ready(running, Duration.between(started, clock.instant()), certificates);
    }

    Reload reload() {
        return reload;
    }

    /** Everything there is to know about the process. */
    Desk desk() {
        return desk;
    }

    void reopenLogs() {
        proxy.reopenLogs();
        Messages.say("log files opened again");
    }

    /** Lets exchanges in flight end, for as long as the configuration says. */
    void drain() {
        phase = Phase.DRAINING;
        Duration limit = reload.running().configuration().proxy().timeouts().drain();
        var view = proxy.view();
        Messages.say(
                "stopping: {} connections, {} exchanges in flight, {} to end",
                view.connections(),
                view.exchanges(),
                Texts.span(limit));
        DrainResult result = proxy.drain(limit);
        Messages.say(
                "stopped after {}: {} connections, {} cut",
                Texts.seconds(result.took()),
                result.connections(),
                result.cut());
    }

    /** Ends a {@link #drain} that waits. */
    void hurry() {
        proxy.abandonDrain();
    }

    @Override
    public void close() {
        FileWatch watching = watch;
        if (watching != null) {
            watching.close();
        }
        minute.shutdownNow();
        reload.close();
        admin.close();
        apps.close();
        proxy.close();
        webhooks.close();
        try {
            certificates.close();
        } catch (IOException e) {
            Messages.warn("store: {}", e.getMessage());
        }
    }

    // ---- reload ----

    private ReloadResult.Applied apply(Running next, Running before) throws StartupProblem {
        Configuration configuration = next.configuration();
        Configuration old = before.configuration();
        apps.check(configuration.apps());
        AdminServer.Change change = prepareAdmin(configuration);
        ApplyResult result;
        try {
            result = proxy.apply(configuration.proxy(), next.revision());
        } catch (BindFailure e) {
            change.abandon();
            throw Obstacles.of(e);
        } catch (IllegalArgumentException e) {
            change.abandon();
            throw new StartupProblem(
                    "QG1018", ExitCode.CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
        change.commit();
        // After the routes: an app that is gone is stopped when no new request can reach it.
        List<String> changes = apps.apply(configuration.apps(), next.complete());
        webhooks.configure(configuration.events());
        int orders = certificates.configure(configuration, INTERNAL_AT_RELOAD);
        if (!configuration.log().equals(old.log())) {
            Logging.apply(configuration.log(), environment);
        }
        watch(configuration);
        return new ReloadResult.Applied(
                next,
                result,
                others(old, configuration),
                changes,
                orders,
                notes(old, configuration));
    }

    private AdminServer.Change prepareAdmin(Configuration configuration) throws StartupProblem {
        try {
            return admin.prepare(configuration.admin());
        } catch (AdminBindFailure e) {
            throw Obstacles.of(e);
        }
    }

    private static void tell(EventHub events, ReloadResult result) {
        String text = ReloadText.of(result).strip();
        switch (result) {
            case ReloadResult.Applied applied ->
                    events.publish(
                            "",
                            "reload.applied",
                            "",
                            !applied.running().broken().isEmpty(),
                            text,
                            Map.of("revision", Long.toString(applied.running().revision())));
            case ReloadResult.Invalid _, ReloadResult.Refused _ ->
                    events.tell("reload.refused", "", true, text);
        }
    }

    private static List<String> others(Configuration old, Configuration next) {
        var changed = new ArrayList<String>();
        if (!equal(old.admin(), next.admin())) {
            changed.add("admin");
        }
        if (!old.certificates().equals(next.certificates())) {
            changed.add("certificates");
        }
        if (!old.log().equals(next.log())) {
            changed.add("log");
        }
        if (!old.events().equals(next.events())) {
            changed.add("events");
        }
        if (!old.reload().equals(next.reload())) {
            changed.add("reload");
        }
        return changed;
    }

    /** The token that was made at the first start is no change when it is read the first time. */
    private static boolean equal(AdminSettings old, AdminSettings next) {
        if (old.token().reveal().isPresent()
                || !old.token().reference().equals(next.token().reference())) {
            return old.equals(next);
        }
        return next.equals(
                new AdminSettings(
                        old.listen(),
                        old.group(),
                        next.token(),
                        old.readToken(),
                        old.openProbes(),
                        old.allowedHosts()));
    }

    private static List<String> notes(Configuration old, Configuration next) {
        var notes = new ArrayList<String>();
        if (!old.process().equals(next.process())) {
            notes.add("process: takes effect at the next start");
        }
        if (!old.storage().equals(next.storage())) {
            notes.add("storage: takes effect at the next start");
        }
        return notes;
    }

    private void watch(Configuration configuration) {
        FileWatch watching = watch;
        boolean wanted = configuration.reload().watch();
        if (watching != null && !wanted) {
            // This may run on the thread of the watch itself, which ends with it.
            watching.close();
            watch = null;
        } else if (watching != null) {
            watching.watch(configuration.watched(), configuration.reload().settle());
        } else if (wanted) {
            try {
                watch =
                        new FileWatch(
                                configuration.watched(),
                                configuration.reload().settle(),
                                reload::filesChanged);
            } catch (IOException e) {
                Messages.warn("files are not watched: {}", e.getMessage());
            }
        }
    }

    private void sample() {
        certificates.review();
        traffic.sample(clock.instant(), Traffic.Totals.of(proxy.view()));
    }

    // ---- start ----

    private static void requireBoringSsl() throws StartupProblem {
        if (!OpenSsl.isAvailable()) {
            throw new StartupProblem(
                    "QG2004",
                    ExitCode.FAILED,
                    "BoringSSL cannot be loaded: "
                            + OpenSsl.unavailabilityCause()
                            + "; install the build for this machine",
                    OpenSsl.unavailabilityCause());
        }
    }

    private CertificateStore open(StorageSettings settings) throws StartupProblem {
        try {
            return Storage.open(settings);
        } catch (StartupProblem e) {
            proxy.close();
            throw e;
        }
    }
}
