package dev.quaygate.app.config.block;

import dev.quaygate.acme.RenewalRule;
import dev.quaygate.acme.challenge.DnsZone;
import dev.quaygate.acme.ondemand.OnDemandSettings;
import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Refused;
import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.config.settings.CertificateSettings.UnknownTokens;
import dev.quaygate.app.config.settings.CertificateSettings.WhileMissing;
import dev.quaygate.app.config.settings.ChallengeKind;
import dev.quaygate.app.config.settings.IssuerSettings;
import dev.quaygate.app.config.settings.KeyType;
import dev.quaygate.app.config.settings.TlsMode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code certificates:}. */
final class CertificatesBlock {
    private static final Key<List<IssuerSettings>> ISSUERS =
            Key.optional(
                    "issuers",
                    IssuerBlock.LIST,
                    "[letsencrypt], and zerossl after it where there is an email",
                    "tried in order");
    private static final Key<Optional<String>> PROFILE =
            Key.of(
                    "profile",
                    Forms.choice(
                            Forms.word("auto", Optional.<String>empty()),
                            Forms.map(Forms.text("profile name", "[A-Za-z0-9._-]+"), Optional::of)),
                    "auto",
                    "auto takes what fits best of what the CA offers");
    private static final Key<List<KeyType>> KEY_TYPE =
            Key.of(
                    "keyType",
                    keyTypes(),
                    "p256",
                    "kind of every new key; two, an elliptic curve and RSA, for two certificates"
                            + " of each name");
    private static final Key<Boolean> REUSE =
            Key.of("reuseKey", Forms.bool(), "false", "keep the key at renewal");
    private static final Key<String> CHAIN =
            Key.optional(
                    "preferredChain",
                    Forms.text("common name"),
                    "the CA's default",
                    "common name of the wanted root");
    private static final Key<List<ChallengeKind>> CHALLENGES =
            Key.of(
                    "challenges",
                    IssuerBlock.challenges(),
                    List.of("tls-alpn-01", "http-01"),
                    "tried in order");
    private static final Key<RenewalRule> RENEW =
            Key.of(
                    "renew",
                    RenewBlock.FORM,
                    "auto",
                    "auto follows the CA's advice, else two thirds of the life");
    private static final Key<WhileMissing> MISSING =
            Key.of(
                    "whileMissing",
                    Forms.words(WhileMissing.class, Forms::camelCase),
                    "selfSigned",
                    "until the first certificate of a configured name is there");
    private static final Key<Boolean> EXPIRED =
            Key.of("serveExpired", Forms.bool(), "false", "keep serving after the end");
    private static final Key<UnknownTokens> TOKENS =
            Key.of(
                    "unknownTokens",
                    Forms.words(UnknownTokens.class, Forms::camelCase),
                    "notFound",
                    "challenge tokens that are not ours: 404, or treated (and redirected) as any other"
                            + " path");
    private static final Key<Boolean> STAGING =
            Key.of(
                    "staging",
                    Forms.choice(Forms.word("auto", true), Forms.word("off", false)),
                    "auto",
                    "auto: after a failed validation the CA's staging is asked first, if it has one");
    private static final Key<Integer> ORDERS =
            Key.of(
                    "maxOrders",
                    Forms.integer(1, 100),
                    "8",
                    "orders in flight per issuer, the most urgent first; two and a half times as"
                            + " many while more than 100 wait");
    private static final Key<Duration> UNUSED =
            Key.of(
                    "keepUnused",
                    Forms.duration(),
                    "30d",
                    "certificates of removed names are deleted after this");
    private static final Key<List<Double>> ALERTS =
            Key.of(
                    "alerts",
                    Forms.list(Forms.fraction()),
                    List.of("1/4", "1/10", "1/20"),
                    "shares of life left that raise an event");
    private static final Key<CertificateSettings.Internal> INTERNAL =
            Key.block("internal", InternalBlock.FORM, "the internal authority");
    private static final Key<List<TlsMode.Files>> MANUAL =
            Key.of(
                    "manual",
                    Forms.strictList(FilesBlock.FORM),
                    List.of(),
                    "certificates from files, watched");

    private static final Key<List<DnsZone>> DNS =
            Key.of(
                    "dns",
                    DnsBlock.LIST,
                    List.of(),
                    "zones that can be written, for dns-01; the longest matching zone wins");

    private static final Key<Optional<OnDemandSettings>> ON_DEMAND =
            Key.of(
                    "onDemand",
                    OnDemandBlock.FORM,
                    "off",
                    "certificates for names of routes with `onDemand: true`, when a client asks");

    private static final Key<List<InetAddress>> ADDRESSES =
            Key.of(
                    "publicAddresses",
                    Forms.choice(
                            Forms.word("auto", List.<InetAddress>of()),
                            Forms.list(
                                    Forms.map(
                                            Forms.text("address", "[0-9a-fA-F:.]+"),
                                            CertificatesBlock::address))),
                    "auto",
                    "where names should lead to, for the preflight behind NAT or a load balancer");

    static final Form<CertificateSettings> FORM =
            new Block<>(
                    List.of(
                            ISSUERS,
                            PROFILE,
                            KEY_TYPE,
                            REUSE,
                            CHAIN,
                            CHALLENGES,
                            RENEW,
                            MISSING,
                            EXPIRED,
                            TOKENS,
                            STAGING,
                            ORDERS,
                            UNUSED,
                            ALERTS,
                            INTERNAL,
                            MANUAL,
                            DNS,
                            ADDRESSES,
                            ON_DEMAND),
                    List.of("coverByWildcard"),
                    CertificatesBlock::build);

    private CertificatesBlock() {}

    /** One kind of keys, or two that serve different clients. */
    static Form<List<KeyType>> keyTypes() {
        return Forms.map(
                Forms.list(Forms.words(KeyType.class, Forms::camelCase)),
                CertificatesBlock::halves);
    }

    private static List<KeyType> halves(List<KeyType> types) {
        String hint = "write one, or an elliptic curve and RSA: `[p256, rsa2048]`";
        if (types.isEmpty()) {
            throw new Refused("QG1018", "an empty list of kinds of keys", hint);
        }
        if (types.size() > 2) {
            throw new Refused("QG1018", types.size() + " kinds of keys are too many", hint);
        }
        if (types.size() == 2 && types.getFirst().isRsa() == types.getLast().isRsa()) {
            String both = types.getFirst().isRsa() ? "RSA keys" : "elliptic curves";
            throw new Refused("QG1018", "both are " + both + ", for the same clients", hint);
        }
        return types;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    "QG1014",
                    "`" + text + "` is not an address",
                    "write for example `192.0.2.7` or `2001:db8::7`");
        }
    }

    private static CertificateSettings build(Fields fields) {
        return new CertificateSettings(
                fields.find(ISSUERS).orElse(List.of()),
                fields.get(PROFILE).orElse(null),
                fields.get(KEY_TYPE),
                fields.get(REUSE),
                fields.find(CHAIN).orElse(null),
                fields.get(CHALLENGES),
                fields.get(RENEW),
                fields.get(MISSING),
                fields.get(EXPIRED),
                fields.get(TOKENS),
                fields.get(STAGING),
                fields.get(ORDERS),
                fields.get(UNUSED),
                fields.get(ALERTS).stream().sorted(Comparator.reverseOrder()).toList(),
                fields.get(INTERNAL),
                fields.get(MANUAL),
                fields.get(DNS),
                fields.get(ADDRESSES),
                fields.get(ON_DEMAND).orElse(null));
    }
}
