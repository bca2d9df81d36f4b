package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Addresses;
import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.SecretForms;
import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.proxy.settings.ListenAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/** {@code admin:}. */
final class AdminBlock {
    private static final Key<List<ListenAddress>> LISTEN =
            Key.of(
                    "listen",
                    Forms.choice(
                            Forms.off(List.<ListenAddress>of()), Forms.list(Addresses.listen())),
                    List.of("unix:/run/quaygate/admin.sock", "127.0.0.1:2443"),
                    "unix sockets and loopback addresses");
    private static final Key<String> GROUP =
            Key.optional(
                    "group",
                    Forms.text("group name", "[a-z_][a-z0-9_-]{0,31}"),
                    "none: the socket is 0600",
                    "the socket is 0660 for this group");
    private static final Key<Secret> TOKEN =
            Key.of(
                    "token",
                    SecretForms.ownFile(),
                    "file:/var/lib/quaygate/admin.token",
                    "write role; the file is made at the first start");
    private static final Key<Secret> READ_TOKEN =
            Key.optional("readToken", SecretForms.secret(), "none", "read role");
    private static final Key<Boolean> PROBES =
            Key.of(
                    "openProbes",
                    Forms.bool(),
                    "true",
                    "/healthz, /readyz and /metrics need no token on loopback");
    private static final Key<List<String>> HOSTS =
            Key.of(
                    "allowedHosts",
                    Forms.list(Forms.text("host", "[A-Za-z0-9.-]+|\\[?[0-9A-Fa-f:.]+\\]?")),
                    List.of("localhost", "127.0.0.1", "[::1]"),
                    "Host and Origin must be one of these");

    static final Form<AdminSettings> FORM =
            new Block<>(
                    List.of(LISTEN, GROUP, TOKEN, READ_TOKEN, PROBES, HOSTS),
                    List.of("tls"),
                    AdminBlock::build);

    private AdminBlock() {}

    private static AdminSettings build(Fields fields) {
        fields.get(LISTEN).forEach(address -> refuseOpen(fields, address));
        return new AdminSettings(
                fields.get(LISTEN),
                fields.find(GROUP).orElse(null),
                fields.get(TOKEN),
                fields.find(READ_TOKEN).orElse(null),
                fields.get(PROBES),
                fields.get(HOSTS).stream().map(h -> h.toLowerCase(Locale.ROOT)).toList());
    }

    private static void refuseOpen(Fields fields, ListenAddress address) {
        boolean open =
                address instanceof ListenAddress.Tcp tcp
                        && (tcp.host().isEmpty()
                                || !InetAddress.ofLiteral(tcp.host()).isLoopbackAddress());
        if (open) {
            fields.error("QG4008", LISTEN, "`" + address + "` is open to other machines")
                    .hint("write a loopback address or a unix socket");
        }
    }
}
