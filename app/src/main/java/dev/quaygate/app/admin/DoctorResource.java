package dev.quaygate.app.admin;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.preflight.Finding;
import dev.quaygate.acme.preflight.Verdict;
import dev.quaygate.app.state.Desk;
import dev.quaygate.proxy.settings.ListenerSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code GET /v1/doctor}: what a person should look at, from the machine to each certificate that
 * is missing or failing. Takes seconds; asks DNS and the authorities' directories, orders nothing.
 */
record DoctorResource(Desk desk) {
    private static final long FEW_FILES = 4096;
    private static final long FEW_BYTES = 64L << 20;
    private static final int MOST_SETS = 10;

    /** No certificate of today is valid before it. */
    private static final Instant NOT_BEFORE = Instant.parse("2026-11-01T00:00:00Z");

    AdminAnswer get(AdminRequest request) throws Refusal {
        var findings = new ArrayList<Finding>();
        findings.add(store());
        findings.add(clock());
        findings.add(files());
        findings.add(memory());
        findings.add(user());
        findings.add(ports());
        certificates(findings);
        return new Findings(findings).answer(request);
    }

    private Finding store() {
        Path home = desk.reloads().running().configuration().storage().directory();
        return desk.certificates()
                .storeFault()
                .map(fault ->
                        fault(
                                "QG3027",
                                "store",
                                fault,
                                "make it writable; no certificate is ordered until then"))
                .orElseGet(() -> space(home));
    }

    private static Finding space(Path home) {
        try {
            long free = Files.getFileStore(home).getUsableSpace();
            String text = home + " can be written, " + (free >> 20) + " MiB free";
            return free < FEW_BYTES
                    ? unknown("QG2005", "store", text, "free some space before it is full")
                    : ok("store", text);
        } catch (IOException e) {
            return ok("store", home + " can be written");
        }
    }

    private Finding clock() {
        Instant now = desk.clock().instant();
        String shown = now.toString().substring(0, 19).replace('T', ' ') + " UTC";
        Optional<String> doubt =
                now.isBefore(NOT_BEFORE)
                        ? Optional.of("it says " + now + ", which is before this program was made")
                        : desk.certificates().clockDoubt();
        return doubt.map(what ->
                        fault(
                                "QG2009",
                                "clock",
                                what,
                                "set the clock, and let a time service keep it"))
                .orElseGet(() -> ok("clock", shown));
    }

    private static Finding files() {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        if (!(machine instanceof UnixOperatingSystemMXBean unix)) {
            return unknown("QG2003", "files", "the limit is not known", "look at `ulimit -n`");
        }
        long limit = unix.getMaxFileDescriptorCount();
        String text = unix.getOpenFileDescriptorCount() + " of " + limit + " files open";
        return limit < FEW_FILES
                ? fault(
                        "QG2003",
                        "files",
                        text,
                        "raise LimitNOFILE of the unit, or `ulimit -n`, to 65536 or more")
                : ok("files", text);
    }

    private static Finding memory() {
        Runtime own = Runtime.getRuntime();
        long used = own.totalMemory() - own.freeMemory();
        String text = (used >> 20) + " of " + (own.maxMemory() >> 20) + " MiB of heap used";
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        if (machine instanceof com.sun.management.OperatingSystemMXBean all) {
            text += ", the machine has " + (all.getTotalMemorySize() >> 20) + " MiB";
        }
        return ok("memory", text);
    }

    private static Finding user() {
        String name = System.getProperty("user.name");
        return "root".equals(name)
                ? unknown(
                        "QG2008",
                        "user",
                        "it runs as root",
                        "run it as a user of its own: `quaygate service install`")
                : ok("user", String.valueOf(name));
    }

    private Finding ports() {
        List<ListenerSettings> listeners =
                desk.reloads().running().configuration().proxy().listeners();
        String text =
                listeners.stream()
                        .map(one -> one.kind().name().toLowerCase(Locale.ROOT) + " " + one.name())
                        .collect(Collectors.joining(", "));
        boolean http = listeners.stream().anyMatch(one -> one.kind() == ListenerSettings.Kind.HTTP);
        return http
                ? ok("ports", "listening: " + text)
                : unknown(
                        "QG3010",
                        "ports",
                        "listening: " + text + "; nothing for http",
                        "http-01 and redirects need `listen.http`");
    }

    private void certificates(List<Finding> findings) throws Refusal {
        var looked = new HashSet<List<String>>(); // two with different keys share their names
        for (CertificateStatus status : desk.certificates().statuses()) {
            String name = Texts.label(status);
            boolean missing = status.state() == CertificateStatus.State.PENDING;
            if (!Readiness.needsCare(status) && !missing) {
                findings.add(ok(name, "certificate " + status.state().word()));
                continue;
            }
            var attempt = status.lastAttempt();
            var error = attempt == null ? null : attempt.error();
            if (error != null) {
                findings.add(fault(error.code(), name, error.detail(), error.fix()));
            }
            if (looked.size() < MOST_SETS && looked.add(status.names())) {
                findings.addAll(preflight(desk, status.id()));
            }
        }
    }

    /** Looks at one set; empty for those that nobody orders. */
    static List<Finding> preflight(Desk desk, String id) throws Refusal {
        try {
            return desk.certificates().preflight(id);
        } catch (IllegalArgumentException _) {
            return List.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("QG4007", "it is stopping");
        }
    }

    private static Finding ok(String name, String cause) {
        return new Finding(Verdict.OK, "", name, cause, "");
    }

    private static Finding unknown(String code, String name, String cause, String fix) {
        return new Finding(Verdict.UNKNOWN, code, name, cause, fix);
    }

    private static Finding fault(String code, String name, String cause, String fix) {
        return new Finding(Verdict.FAULT, code, name, cause, fix);
    }
}
