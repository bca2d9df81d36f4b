package dev.quaygate.app;

import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.app.admin.AdminBindFailure;
import dev.quaygate.app.cli.ExitCode;
import dev.quaygate.proxy.listener.BindFailure;

/** What the machine refuses, in words that say what to do. */
final class Obstacles {
    private Obstacles() {}

    static StartupProblem of(BindFailure failure) {
        String where = "cannot listen on " + failure.address();
        return switch (failure.reason()) {
            case DENIED -> denied(where, failure);
            case IN_USE -> inUse(where, failure);
            case OTHER ->
                    new StartupProblem(
                            "QG2001",
                            ExitCode.CANNOT_BIND,
                            where + ": " + failure.getMessage(),
                            failure);
        };
    }

    static StartupProblem of(AdminBindFailure failure) {
        String where = "admin: cannot listen on " + failure.address();
        return failure.isInUse()
                ? inUse(where, failure)
                : new StartupProblem(
                        "QG2001",
                        ExitCode.CANNOT_BIND,
                        where
                                + ": "
                                + failure.getMessage()
                                + "; choose another place under admin.listen",
                        failure);
    }

    static StartupProblem of(StoreProblem problem) {
        String text = String.valueOf(problem.getMessage());
        boolean locked = text.startsWith("QG2006 ");
        boolean refused = text.startsWith("QG6001 ");
        return new StartupProblem(
                locked ? "QG2006" : refused ? "QG6001" : "QG2005",
                locked ? ExitCode.REFUSED : ExitCode.CANNOT_BIND,
                "storage: " + text.replaceFirst("^QG[0-9]{4} ", ""),
                problem);
    }

    private static StartupProblem denied(String where, Exception why) {
        return new StartupProblem(
                "QG2001",
                ExitCode.CANNOT_BIND,
                where
                        + ": permission denied; let systemd open the port (quaygate.socket), grant"
                        + " AmbientCapabilities=CAP_NET_BIND_SERVICE, or lower"
                        + " net.ipv4.ip_unprivileged_port_start",
                why);
    }

    private static StartupProblem inUse(String where, Exception why) {
        return new StartupProblem(
                "QG2002",
                ExitCode.CANNOT_BIND,
                where + ": the address is in use; `ss -ltnp` shows by which process",
                why);
    }
}
