package dev.quaygate.app.cli;

import dev.quaygate.app.config.Explanations;
import dev.quaygate.proxy.observe.Cause;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quaygate explain}: a code or a cause in full, or the way of a URL. */
@Command(name = "explain", description = "a code (QG1004), a cause (no_route), or the way of a URL")
final class ExplainCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CODE|CAUSE|URL", description = "what to explain")
    String what = "";

    private final Common common;
    private final Calls calls;
    private final Terminal terminal;

    ExplainCommand(Common common, Calls calls, Terminal terminal) {
        this.common = common;
        this.calls = calls;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Failure {
        if (what.startsWith("http://") || what.startsWith("https://")) {
            String url = what.replace("\\", "%5C").replace("\"", "%22");
            return calls.act("/v1/explain", "{\"url\":\"" + url + "\"}");
        }
        Optional<Cause> cause =
                Arrays.stream(Cause.values())
                        .filter(one ->
                                one.word().equals(what.toLowerCase(Locale.ROOT))
                                        || one.code().equals(what.toUpperCase(Locale.ROOT)))
                        .findFirst();
        String code = cause.map(Cause::code).orElse(what);
        Optional<String> page = Explanations.of(code);
        if (page.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "`" + what + "` is neither a code such as QG1004 nor a cause such as no_route");
        }
        terminal.out()
                .print(
                        common.json
                                ? "{\"code\":%s,\"text\":%s}%n"
                                        .formatted(Calls.quoted(code), Calls.quoted(page.get()))
                                : page.get());
        return ExitCode.DONE;
    }
}
