package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Paths;
import dev.quaygate.proxy.settings.HealthCheck;
import dev.quaygate.proxy.settings.HealthCheck.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code health:} of a pool: {@code off}, a path, or a mapping. */
final class HealthBlock {
    private static final Key<Kind> KIND =
            Key.of(
                    "kind",
                    Forms.words(Kind.class, Forms::camelCase, "grpc"),
                    "http",
                    "what a check does");
    private static final Key<String> PATH =
            Key.of("path", Paths.target(), "/healthz", "request target of an http check");
    private static final Key<Duration> EVERY =
            Key.of("every", Forms.duration(), "5s", "time between two checks, ± 10 %");
    private static final Key<Duration> TIMEOUT =
            Key.of("timeout", Forms.duration(), "2s", "of one check; not longer than every");
    private static final Key<Statuses> EXPECT =
            Key.of("expect", Statuses.FORM, "200-299", "good statuses");
    private static final Key<Integer> FALL =
            Key.of("fall", Forms.integer(1, 1000), "2", "failures in a row that take it out");
    private static final Key<Integer> RISE =
            Key.of("rise", Forms.integer(1, 1000), "2", "successes in a row that bring it back");
    private static final Key<String> HOST =
            Key.optional(
                    "host",
                    Forms.text(
                            "host", "[A-Za-z0-9.-]+(:[0-9]{1,5})?", "write `name` or `name:port`"),
                    "the endpoint's own",
                    "Host field of a check");
    private static final Key<Integer> PORT =
            Key.optional(
                    "port",
                    Forms.integer(1, 65_535),
                    "the endpoint's own",
                    "another port, asked in HTTP/1.1");

    static final Form<Optional<HealthCheck>> FORM =
            Forms.choice(
                    Forms.off(Optional.<HealthCheck>empty()),
                    Block.of(
                            List.of(KIND, PATH, EVERY, TIMEOUT, EXPECT, FALL, RISE, HOST, PORT),
                            fields -> Optional.of(build(fields))),
                    Forms.map(Paths.target(), path -> Optional.of(HealthCheck.http(path))));

    private HealthBlock() {}

    private static HealthCheck build(Fields fields) {
        Statuses expect = fields.get(EXPECT);
        return new HealthCheck(
                fields.get(KIND),
                fields.get(PATH),
                fields.get(EVERY),
                fields.get(TIMEOUT),
                expect.lowest(),
                expect.highest(),
                fields.get(FALL),
                fields.get(RISE),
                fields.find(HOST).orElse(null),
                fields.find(PORT).orElse(0));
    }
}
