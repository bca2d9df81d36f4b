package dev.quaygate.app;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.app.admin.Texts;
import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.settings.IssuerSettings;
import dev.quaygate.app.state.Running;
import dev.quaygate.app.state.Version;
import dev.quaygate.proxy.server.ProxyView;
import dev.quaygate.proxy.settings.ListenAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code quaygate run} says while it starts. */
final class Banner {
    private Banner() {}

    static void hello(Running running) {
        Configuration configuration = running.configuration();
        Messages.say(
                "quaygate {}  boringssl  {}  {}  {} (revision {})",
                Version.text(),
                configuration.process().transport().name().toLowerCase(Locale.ROOT),
                Texts.count(configuration.process().eventLoops(), "loop"),
                configuration.files().getFirst().name(),
                running.revision());
    }

    static void listening(ProxyView view, List<ListenAddress> admin) {
        var parts = new StringBuilder();
        for (String kind : List.of("http", "https")) {
            String some =
                    view.listeners().stream()
                            .filter(one -> one.kind().equals(kind))
                            .map(Banner::name)
                            .collect(Collectors.joining(", "));
            if (!some.isEmpty()) {
                parts.append(kind).append(' ').append(some).append("   ");
            }
        }
        if (!admin.isEmpty()) {
            parts.append("admin ")
                    .append(admin.stream().map(Banner::url).collect(Collectors.joining(", ")));
        }
        Messages.say("listening  {}", parts.toString().stripTrailing());
    }

    static void ready(Running running, Duration took, Certificates certificates) {
        var text = new StringBuilder();
        text.append("ready in ").append(Texts.seconds(took)).append(": ");
        text.append(Texts.count(running.configuration().proxy().routes().size(), "route"));
        List<String> placeholders = certificates.placeholderNames();
        if (!placeholders.isEmpty()) {
            text.append("; ").append(placeholders(placeholders, running, certificates));
        }
        Messages.say("{}", text);
    }

    private static String placeholders(
            List<String> names, Running running, Certificates certificates) {
        String first = names.getFirst();
        String who =
                names.size() == 1
                        ? first + " has a placeholder certificate"
                        : names.size() + " names have placeholder certificates";
        return who
                + certificates
                        .status(first)
                        .map(status -> ", ordering at " + issuer(status, running))
                        .orElse("");
    }

    private static String issuer(CertificateStatus status, Running running) {
        var settings = running.configuration().certificates();
        String profile = status.issuer().profile();
        String challenge =
                settings.issuers().stream()
                        .filter(one -> one.name().equals(status.issuer().id()))
                        .map(IssuerSettings::challenges)
                        .filter(own -> !own.isEmpty())
                        .findFirst()
                        .orElse(settings.challenges())
                        .getFirst()
                        .word();
        return Texts.issuer(status.issuer().id())
                + " ("
                + (profile == null ? "" : profile + ", ")
                + challenge
                + ")";
    }

    /** As it was written, but never without the port that clients need. */
    private static String name(ProxyView.ListenerView listener) {
        InetSocketAddress address = listener.address();
        return listener.name().endsWith(":0")
                ? listener.name().replaceFirst(":0$", ":" + address.getPort())
                : listener.name();
    }

    private static String url(ListenAddress address) {
        return address instanceof ListenAddress.Tcp ? "http://" + address : address.toString();
    }
}
