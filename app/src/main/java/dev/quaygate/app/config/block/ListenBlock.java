package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Addresses;
import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.proxy.settings.CidrSet;
import dev.quaygate.proxy.settings.Limits;
import dev.quaygate.proxy.settings.ListenAddress;
import dev.quaygate.proxy.settings.ListenerSettings;
import dev.quaygate.proxy.settings.ListenerSettings.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code listen:}. */
final class ListenBlock {
    private static final Form<List<ListenAddress>> ADDRESSES =
            Forms.choice(Forms.off(List.<ListenAddress>of()), Forms.list(Addresses.listen()));
    private static final Key<List<ListenAddress>> HTTP =
            Key.of(
                    "http",
                    ADDRESSES,
                    List.of(":80"),
                    "addresses of clear HTTP: http-01, redirects, routes with tls: off");
    private static final Key<List<ListenAddress>> HTTPS =
            Key.of(
                    "https",
                    ADDRESSES,
                    List.of(":443"),
                    "addresses of TLS with HTTP/1.1 and HTTP/2");
    private static final Key<Integer> REDIRECT =
            Key.of(
                    "redirect",
                    Forms.words(redirects()),
                    "308",
                    "http to https; challenge paths only with `unknownTokens: route`");
    private static final Key<CidrSet> TRUSTED =
            Key.of(
                    "trustedProxies",
                    Forms.map(Forms.list(Paths.network()), CidrSet::of),
                    List.of(),
                    "only these peers may set Forwarded, X-Forwarded-* and X-Request-Id");
    private static final Key<Limits> LIMITS =
            Key.block("limits", LimitsBlock.FORM, "bounds of what one client may ask");

    static final Form<Listen> FORM =
            new Block<>(
                    List.of(HTTP, HTTPS, REDIRECT, TRUSTED, LIMITS),
                    List.of("http3", "proxyProtocol"),
                    ListenBlock::build);

    private ListenBlock() {}

    /** What the block says. */
    record Listen(
            List<ListenerSettings> listeners, int redirect, CidrSet trustedProxies, Limits limits) {
        boolean has(Kind kind) {
            return listeners.stream().anyMatch(listener -> listener.kind() == kind);
        }
    }

    private static Map<String, Integer> redirects() {
        var codes = new LinkedHashMap<String, Integer>();
        codes.put("308", 308);
        codes.put("301", 301);
        codes.put("off", 0);
        return codes;
    }

    private static Listen build(Fields fields) {
        var listeners = new ArrayList<ListenerSettings>();
        var seen = new HashMap<ListenAddress, Kind>();
        add(fields, HTTP, Kind.HTTP, listeners, seen);
        add(fields, HTTPS, Kind.HTTPS, listeners, seen);
        return new Listen(
                List.copyOf(listeners),
                fields.get(REDIRECT),
                fields.get(TRUSTED),
                fields.get(LIMITS));
    }

    private static void add(
            Fields fields,
            Key<List<ListenAddress>> key,
            Kind kind,
            List<ListenerSettings> listeners,
            Map<ListenAddress, Kind> seen) {
        for (ListenAddress address : fields.get(key)) {
            boolean ephemeral = address instanceof ListenAddress.Tcp tcp && tcp.port() == 0;
            if (seen.putIfAbsent(address, kind) == null) {
                listeners.add(new ListenerSettings(address.toString(), address, kind));
            } else if (ephemeral) {
                String name = address + " (" + (listeners.size() + 1) + ")";
                listeners.add(new ListenerSettings(name, address, kind));
            } else {
                fields.error("QG1022", key, "address `" + address + "` is listened on twice")
                        .hint("write each address once");
            }
        }
    }
}
