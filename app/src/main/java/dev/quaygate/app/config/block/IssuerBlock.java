package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.app.config.form.Refused;
import dev.quaygate.app.config.form.SecretForms;
import dev.quaygate.app.config.settings.ChallengeKind;
import dev.quaygate.app.config.settings.IssuerSettings;
import dev.quaygate.app.config.settings.IssuerSettings.Eab;
import dev.quaygate.app.config.settings.Preset;
import dev.quaygate.app.config.settings.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One issuer: the name of a preset, or a mapping. */
final class IssuerBlock {
    private static final Key<String> NAME =
            Key.required(
                    "name",
                    Forms.text("issuer name", "[a-z][a-z0-9.-]{0,62}"),
                    "unique; with the name of a preset, `url` is known");
    private static final Key<URI> URL =
            Key.optional("url", Paths.url(), "the preset's", "its ACME directory");
    private static final Key<Path> CA_ROOT =
            Key.optional(
                    "caRoot",
                    Paths.existing(),
                    "system roots",
                    "PEM roots that its HTTPS is checked against");
    private static final Key<String> KID =
            Key.required("kid", Forms.text("key identifier"), "given by the CA");
    private static final Key<Secret> KEY =
            Key.required("key", SecretForms.secret(), "MAC key in base64url, given by the CA");
    static final Form<Eab> EAB_FORM =
            Block.of(List.of(KID, KEY), fields -> new Eab(fields.get(KID), fields.get(KEY)));
    private static final Key<Eab> EAB =
            Key.optional("eab", EAB_FORM, "none", "external account binding");
    private static final Key<String> EMAIL =
            Key.optional("email", RootBlock.EMAIL_FORM, "the file's email", "contact");
    private static final Key<String> PROFILE =
            Key.optional(
                    "profile",
                    Forms.text("profile name", "[A-Za-z0-9._-]+"),
                    "as for all",
                    "certificate profile");
    private static final Key<List<ChallengeKind>> CHALLENGES =
            Key.optional("challenges", challenges(), "as for all", "tried in order");

    private static final Key<URI> STAGING =
            Key.optional(
                    "staging",
                    Paths.url(),
                    "the preset's",
                    "ACME directory of its place for tests, where a failed validation is rehearsed"
                            + " before it is tried again; with `url` only");

    private static final Form<IssuerSettings> PRESET =
            Forms.map(
                    Forms.words(Preset.class, Preset::word),
                    preset -> {
                        if (preset.needsBinding() && !preset.bindsByEmail()) {
                            throw new Refused(
                                    "QG1008",
                                    "`" + preset.word() + "` needs an account binding",
                                    "write `{name: "
                                            + preset.word()
                                            + ", eab: {kid: …, key: \"file:/path\"}}`");
                        }
                        return preset.plain();
                    });

    /** The list of issuers, each name once. */
    static final Form<List<IssuerSettings>> LIST =
            Forms.map(
                    Forms.list(
                            Forms.choice(
                                    new Block<>(
                                            List.of(
                                                    NAME,
                                                    URL,
                                                    CA_ROOT,
                                                    EAB,
                                                    EMAIL,
                                                    PROFILE,
                                                    CHALLENGES,
                                                    STAGING),
                                            List.of(),
                                            IssuerBlock::build),
                                    PRESET)),
                    IssuerBlock::unique);

    static final String ADD_EMAIL = "add `email:` at the top; the account is made in its name";

    private IssuerBlock() {}

    static String needsEmail(IssuerSettings issuer) {
        return "`" + issuer.name() + "` needs `email`";
    }

    /** Challenges that this version knows. */
    static Form<List<ChallengeKind>> challenges() {
        return Forms.list(Forms.words(ChallengeKind.class, ChallengeKind::word));
    }

    private static @Nullable IssuerSettings build(Fields fields) {
        String name = fields.get(NAME);
        Optional<Preset> preset = Preset.of(name);
        Optional<URI> url = fields.find(URL);
        if (url.isEmpty() && preset.isEmpty()) {
            fields.error("QG1008", NAME, "issuer `" + name + "` has no `url`")
                    .hint("add `url:`, or take the name of a preset");
            return null;
        }
        if (url.isPresent() && preset.isPresent()) {
            fields.error("QG1023", NAME, "`" + name + "` is a preset with its own url")
                    .hint("take another name, or remove `url`");
            return null;
        }
        if (preset.isPresent() && fields.wrote(STAGING)) {
            fields.error(
                            "QG1023",
                            STAGING,
                            "`" + name + "` is a preset; `staging` is for issuers with a `url`")
                    .hint("remove `staging`, or take another name and write both");
            return null;
        }
        for (Key<URI> key : List.of(URL, STAGING)) {
            if (fields.find(key).filter(written -> !isSafe(written)).isPresent()) {
                fields.error("QG1014", key, "an ACME directory must be https")
                        .hint("plain http is taken on loopback only");
                return null;
            }
        }
        if (preset.filter(one -> one.needsBinding() && !one.bindsByEmail()).isPresent()
                && !fields.wrote(EAB)) {
            fields.error("QG1008", NAME, "`" + name + "` needs an account binding")
                    .hint("add `eab: {kid: …, key: \"file:/path\"}`");
            return null;
        }
        return new IssuerSettings(
                name,
                url.orElseGet(() -> preset.map(Preset::directory).orElse(null)),
                fields.find(CA_ROOT).orElse(null),
                fields.find(EAB).orElse(null),
                fields.find(EMAIL).orElse(null),
                fields.find(PROFILE).orElse(null),
                fields.find(CHALLENGES).orElse(List.of()),
                fields.find(STAGING).orElse(null));
    }

    private static boolean isSafe(URI url) {
        if ("https".equals(url.getScheme()) || "localhost".equals(url.getHost())) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(url.getHost()).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static List<IssuerSettings> unique(List<IssuerSettings> issuers) {
        if (issuers.isEmpty()) {
            throw new Refused("QG1018", "an empty list of issuers", "write at least one");
        }
        Set<String> names = new HashSet<>();
        for (IssuerSettings issuer : issuers) {
            if (!names.add(issuer.name())) {
                throw new Refused(
                        "QG1022",
                        "issuer `" + issuer.name() + "` stands twice",
                        "give each its own name");
            }
        }
        return issuers;
    }
}
