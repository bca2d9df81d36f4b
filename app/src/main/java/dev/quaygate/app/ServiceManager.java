package dev.quaygate.app;

import dev.quaygate.app.admin.Readiness;
import dev.quaygate.app.admin.Texts;
import dev.quaygate.app.state.Desk;
import dev.quaygate.app.systemd.Notify;
import dev.quaygate.workers.AppStatus;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the service manager hears during the life of the process, if there is one that listens. */
final class ServiceManager implements Reload.Witness, AutoCloseable {
    private static final long REFRESH_SECONDS = 10;
    private static final int ATTENTION = 3;

    private final Notify notify;
    private final ScheduledExecutorService refresh =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("service-status").factory());

    /** Null until it serves. */
    private volatile @Nullable Desk desk;

    private String told = ""; // by the thread of refresh

    ServiceManager(Notify notify) {
        this.notify = notify;
    }

    /** Listeners are open and every name has a certificate, or what stands in for it. */
    void serves(Desk there) {
        if (!notify.isWanted()) {
            return;
        }
        desk = there;
        notify.ready(line(there));
        notify.watch(age -> there.proxy().longestStall().compareTo(age) < 0);
        refresh.scheduleWithFixedDelay(
                () -> tell(there), REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void begins() {
        notify.reloading();
    }

    @Override
    public void ended() {
        Desk there = desk;
        if (there != null) {
            notify.ready(line(there));
        }
    }

    /** No new connections from here on. */
    void stops() {
        refresh.shutdownNow();
        notify.stopping("draining");
    }

    @Override
    public void close() {
        refresh.shutdownNow();
        notify.close();
    }

    private void tell(Desk there) {
        String now = line(there);
        if (!now.equals(told)) {
            told = now;
            notify.status(now);
        }
    }

    private static String line(Desk desk) {
        var running = desk.reloads().running();
        var text = new StringBuilder();
        text.append("revision ").append(running.revision()).append(": ");
        text.append(Texts.count(running.configuration().proxy().routes().size(), "route"));
        text.append(apps(desk.apps().apps()));
        List<String> attention = Readiness.attention(desk);
        if (!attention.isEmpty()) {
            text.append("; needs attention: ");
            text.append(String.join(", ", attention.stream().limit(ATTENTION).toList()));
            text.append(attention.size() > ATTENTION ? " …" : "");
        }
        return text.toString();
    }

    /** {@code , 2 apps (5 of 6 workers ready)}; nothing without apps. */
    static String apps(List<AppStatus> apps) {
        if (apps.isEmpty()) {
            return "";
        }
        int ready = apps.stream().mapToInt(AppStatus::ready).sum();
        int wanted = apps.stream().mapToInt(AppStatus::wanted).sum();
        return ", %s (%d of %s ready)"
                .formatted(Texts.count(apps.size(), "app"), ready, Texts.count(wanted, "worker"));
    }
}
