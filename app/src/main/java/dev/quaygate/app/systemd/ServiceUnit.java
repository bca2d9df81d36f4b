package dev.quaygate.app.systemd;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The unit that systemd starts the proxy from, with what else belongs to it.
 *
 * @param program the launcher, absolute
 * @param config configuration file, absolute
 * @param user account that the proxy runs as; its group has the same name
 * @param reload command that reloads
 * @param sandbox what is taken from the process
 * @param appUsers whether applications may run as other users
 */
public record ServiceUnit(
        Path program, Path config, String user, String reload, Sandbox sandbox, boolean appUsers) {
    /** First words of every file of ours: what lacks them is somebody else's. */
    static final String MARK = "# Written by `quaygate service install`";

    /** Where the image is unpacked. */
    public static final Path PROGRAM = Path.of("/usr/lib/quaygate/bin/quaygate");

    public static final Path CONFIG = Path.of("/etc/quaygate/quaygate.yaml");
    public static final String USER = "quaygate";

    private static final Pattern ACCOUNT = Pattern.compile("[a-z_][a-z0-9_-]{0,30}");

    // No blank, quote, percent sign or dollar: they mean something in a unit.
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9._/@+:=-]*");

    private static final Pattern COMMAND = Pattern.compile("/[]\\[A-Za-z0-9._/@+:= -]*");

    /** What the process, and every application that it starts, cannot do. */
    public enum Sandbox {
        /** Nothing that a web application usually does is taken away. */
        APPLICATIONS,
        /** As little as a proxy needs. Applications would not run in it. */
        PROXY_ONLY
    }

    public ServiceUnit {
        require(PLAIN.matcher(program.toString()).matches(), "program", program);
        require(PLAIN.matcher(config.toString()).matches(), "config", config);
        if (!COMMAND.matcher(reload).matches()) {
            throw new IllegalArgumentException("reload: `" + reload + "` cannot stand in a unit");
        }
        if (!ACCOUNT.matcher(user).matches() || user.equals("root")) {
            throw new IllegalArgumentException(
                    "user: `" + user + "` cannot run it; name a system user other than root");
        }
    }

    private static void require(boolean condition, String field, Path path) {
        if (!condition) {
            throw new IllegalArgumentException(
                    field
                            + ": `"
                            + path
                            + "` cannot stand in a unit; use an absolute path of letters, digits"
                            + " and . _ / @ + : = -");
        }
    }

    Path configDirectory() {
        Path parent = config.getParent();
        return parent == null ? Path.of("/") : parent;
    }

    /** The unit file. */
    public String text() {
        String service =
                SERVICE.replace("@PROGRAM@", program.toString())
                        .replace("@CONFIG@", config.toString())
                        .replace("@RELOAD@", reload)
                        .replace("@USER@", user);
        return HEAD + service + sandboxText() + TAIL;
    }

    /** For systemd-sysusers(8). */
    public String sysusers() {
        return MARK
                + ".\nu "
                + user
                + " - \"Quaygate edge proxy\" /var/lib/quaygate /usr/sbin/nologin\n";
    }

    private String sandboxText() {
        String capabilities =
                "CAP_NET_BIND_SERVICE" + (appUsers ? " CAP_SETUID CAP_SETGID CAP_KILL" : "");
        return (appUsers ? APP_USERS : PORTS).replace("@CAPABILITIES@", capabilities)
                + switch (sandbox) {
                    case APPLICATIONS -> FOR_APPLICATIONS;
                    case PROXY_ONLY -> FOR_PROXY_ONLY;
                };
    }

    private static final String HEAD =
            MARK
                    + """
                    , which replaces it.
                    # Changes of your own: systemctl edit quaygate
                    [Unit]
                    Description=Quaygate edge proxy
                    Documentation=file:/usr/lib/quaygate/share/README.md
                    Wants=network-online.target
                    After=network-online.target
                    # Never given up: five quick exits must not leave the machine without its front door.
                    StartLimitIntervalSec=0

                    """;

    private static final String SERVICE =
            """
            [Service]
            # Started means: listeners are open and every name has a certificate or its stand-in.
            Type=notify
            ExecStart=@PROGRAM@ run -c @CONFIG@
            ExecReload=@RELOAD@
            User=@USER@
            Group=@USER@

            # Wrong usage and an invalid configuration do not get better by trying again.
            Restart=always
            RestartSec=1s
            RestartPreventExitStatus=2 3
            # Silence means that an event loop, or the whole process, stands still. QUIT writes its threads to the
            # journal; KILL follows.
            WatchdogSec=30s
            WatchdogSignal=SIGQUIT
            TimeoutAbortSec=2s
            # A longer drain asks for more time by itself.
            TimeoutStopSec=45s

            # Applications outlive a restart of the proxy, which adopts them: so only the proxy is signalled, their
            # sockets stay, and one that the kernel kills for its memory does not stop the rest.
            KillMode=process
            RuntimeDirectory=quaygate
            RuntimeDirectoryPreserve=yes
            Delegate=yes
            OOMPolicy=continue
            TasksMax=infinity
            LimitNOFILE=1048576

            StateDirectory=quaygate
            StateDirectoryMode=0700
            LogsDirectory=quaygate

            """;

    private static final String PORTS =
            """
            # Ports below 1024 without root.
            AmbientCapabilities=@CAPABILITIES@
            CapabilityBoundingSet=@CAPABILITIES@

            """;

    private static final String APP_USERS =
            """
            # Ports below 1024 without root; and to start applications as other users and to signal them, which is
            # nearly as much as being root.
            AmbientCapabilities=@CAPABILITIES@
            CapabilityBoundingSet=@CAPABILITIES@

            """;

    private static final String FOR_APPLICATIONS =
            """
            # Applications live in the same sandbox: they keep their homes, /tmp and devices. What is taken are ways to
            # more rights (sudo, setuid programs) and to the kernel.
            NoNewPrivileges=yes
            ProtectSystem=full
            ProtectKernelTunables=yes
            ProtectKernelModules=yes
            ProtectKernelLogs=yes
            RestrictRealtime=yes
            LockPersonality=yes
            SystemCallArchitectures=native
            """;

    private static final String FOR_PROXY_ONLY =
            """
            # No applications: everything is taken that a proxy does without. No MemoryDenyWriteExecute, since a JVM
            # writes the code that it runs.
            NoNewPrivileges=yes
            ProtectSystem=strict
            ProtectHome=yes
            PrivateTmp=yes
            PrivateDevices=yes
            ProtectKernelTunables=yes
            ProtectKernelModules=yes
            ProtectKernelLogs=yes
            ProtectControlGroups=yes
            ProtectClock=yes
            ProtectHostname=yes
            RestrictSUIDSGID=yes
            RestrictRealtime=yes
            RestrictNamespaces=yes
            LockPersonality=yes
            RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
            SystemCallArchitectures=native
            SystemCallFilter=@system-service
            SystemCallErrorNumber=EPERM
            """;

    private static final String TAIL =
            """

            [Install]
            WantedBy=multi-user.target
            """;
}
