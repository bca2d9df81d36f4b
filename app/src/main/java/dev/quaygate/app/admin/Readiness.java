package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.app.config.Loaded.BrokenDropIn;
import dev.quaygate.app.state.Desk;
import dev.quaygate.app.state.Phase;
import dev.quaygate.proxy.upstream.EndpointView;
import dev.quaygate.proxy.upstream.PoolView;
import dev.quaygate.workers.AppStatus;
import java.util.ArrayList;
import java.util.List;

/** What keeps it from being ready, and what wants a person's attention. */
public final class Readiness {
    private Readiness() {}

    /** Reasons to send no traffic here; empty when ready. */
    static List<String> obstacles(Desk desk) {
        var reasons = new ArrayList<String>();
        if (desk.phase().get() != Phase.READY) {
            reasons.add(desk.phase().get().word());
        }
        desk.certificates().statuses().stream()
                .filter(one -> one.state() == State.EXPIRED)
                .forEach(one -> reasons.add("certificate " + name(one) + " has expired"));
        return reasons;
    }

    /** What is wrong without keeping it from serving. */
    static List<String> degraded(Desk desk) {
        return desk.reloads().running().broken().stream().map(Readiness::dropIn).toList();
    }

    /** Everything that needs a person, most urgent first. */
    public static List<String> attention(Desk desk) {
        var attention = new ArrayList<String>();
        if (desk.phase().get() == Phase.DRAINING) {
            attention.add("stopping");
        }
        desk.certificates().clockDoubt().ifPresent(_ -> attention.add("clock (QG2009)"));
        desk.certificates().statuses().stream()
                .filter(Readiness::needsCare)
                .forEach(one -> attention.add("certificate " + name(one) + code(one)));
        attention.addAll(degraded(desk));
        desk.apps().apps().forEach(app -> app(app, attention));
        if (desk.phase().get() != Phase.STARTING) {
            desk.proxy().view().pools().forEach(pool -> endpoints(pool, attention));
        }
        return attention;
    }

    /** An app that is not ready takes no traffic away from the routes of others. */
    private static void app(AppStatus app, List<String> attention) {
        if (AppText.needsCare(app)) {
            attention.add("app " + app.name() + " (" + app.state() + ")");
        }
        if (app.fitting() < app.wanted()) {
            attention.add(
                    "app %s (%d of %d workers fit into memory, QG7004)"
                            .formatted(app.name(), app.fitting(), app.wanted()));
        }
    }

    /** Whether a person should look at a certificate. */
    static boolean needsCare(CertificateStatus status) {
        var attempt = status.lastAttempt();
        return switch (status.state()) {
            case FAILING, CRITICAL, EXPIRED, BLOCKED -> true;
            case MANUAL -> attempt != null && attempt.error() != null;
            case PENDING, OK, QUEUED, RENEWING, UNUSED -> false;
        };
    }

    private static void endpoints(PoolView pool, List<String> attention) {
        for (EndpointView endpoint : pool.endpoints()) {
            String what = EndpointText.trouble(endpoint);
            if (!what.isEmpty()) {
                attention.add(
                        "endpoint " + pool.name() + " " + endpoint.address() + " (" + what + ")");
            }
        }
    }

    private static String dropIn(BrokenDropIn broken) {
        return broken.name()
                + (broken.kept()
                        ? " is broken, its last good version serves"
                        : " is broken and left out");
    }

    private static String name(CertificateStatus status) {
        return status.names().isEmpty() ? status.id() : status.names().getFirst();
    }

    private static String code(CertificateStatus status) {
        var attempt = status.lastAttempt();
        return attempt == null || attempt.error() == null
                ? " (" + status.state().word() + ")"
                : " (" + attempt.error().code() + ")";
    }
}
