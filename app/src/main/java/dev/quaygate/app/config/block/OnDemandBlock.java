package dev.quaygate.app.config.block;

import dev.quaygate.acme.ondemand.OnDemandSettings;
import dev.quaygate.acme.ondemand.Rate;
import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Refused;
import dev.quaygate.proxy.settings.InvalidSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code certificates.onDemand:}. */
final class OnDemandBlock {
    private static final Key<URI> ASK =
            Key.required(
                    "ask",
                    Forms.map(
                            Forms.text("URL", "https?://\\S+", "write `http://HOST:PORT/PATH`"),
                            OnDemandBlock::url),
                    "asked with GET ?domain=NAME; 200 allows, everything else denies");
    private static final Key<Duration> TIMEOUT =
            Key.of("timeout", Forms.duration(), "2s", "of one question");
    private static final Key<Duration> WAIT =
            Key.of(
                    "wait",
                    Forms.duration(),
                    "15s",
                    "how long a handshake may wait for its first certificate");
    private static final Key<Forms.Rate> NEW_NAMES =
            Key.of("newNames", Forms.rate(), "20/1h", "orders for names never seen, in sum");
    private static final Key<Forms.Rate> PER_DOMAIN =
            Key.of("perDomain", Forms.rate(), "10/1h", "the same per registered domain");
    private static final Key<Forms.Rate> PER_ADDRESS =
            Key.of(
                    "perAddress",
                    Forms.rate(),
                    "10/1h",
                    "questions per client network, IPv4 /24 or IPv6 /48; 100 times this in sum");
    private static final Key<Duration> DENY_FOR =
            Key.of("denyFor", Forms.duration(), "60s", "a denied name is not asked for again");

    static final Form<Optional<OnDemandSettings>> FORM =
            Forms.choice(
                    Forms.off(Optional.<OnDemandSettings>empty()),
                    Block.of(
                            List.of(
                                    ASK,
                                    TIMEOUT,
                                    WAIT,
                                    NEW_NAMES,
                                    PER_DOMAIN,
                                    PER_ADDRESS,
                                    DENY_FOR),
                            OnDemandBlock::build));

    private OnDemandBlock() {}

    private static Optional<OnDemandSettings> build(Fields fields) {
        try {
            return Optional.of(
                    new OnDemandSettings(
                            fields.get(ASK),
                            fields.get(TIMEOUT),
                            fields.get(WAIT),
                            rate(fields.get(NEW_NAMES)),
                            rate(fields.get(PER_DOMAIN)),
                            rate(fields.get(PER_ADDRESS)),
                            fields.get(DENY_FOR)));
        } catch (IllegalArgumentException e) {
            // FIELD: WHAT, where a field of the record is a key of the block
            String[] parts = String.valueOf(e.getMessage()).split(": ", 2);
            throw new InvalidSetting(parts[0], parts[parts.length - 1]);
        }
    }

    private static Rate rate(Forms.Rate rate) {
        return new Rate(rate.count(), rate.window());
    }

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new Refused(
                    "QG1014", "`" + text + "` is not a URL", "write `http://HOST:PORT/PATH`");
        }
    }
}
