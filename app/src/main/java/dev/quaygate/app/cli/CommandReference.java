package dev.quaygate.app.cli;

import dev.quaygate.app.cli.VerbFacts.Json;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The part of the reference about the command line, from the verbs themselves. */
public final class CommandReference {
    private static final String INTRODUCTION =
            """

            ## Commands

            Each verb with `--help` says its options. `-c FILE`, `--admin ADDRESS`, `--json`, `--quiet` and
            `--no-color` stand before or behind any verb. `{}` is a name. Exit statuses:

            """;

    private final StringBuilder out = new StringBuilder(INTRODUCTION);

    private CommandReference() {}

    /** The page's part. */
    public static String write() {
        var reference = new CommandReference();
        reference.exits();
        reference.out.append(
                """

                | command | does | exit | `--json` | operation of the admin endpoint |
                | --- | --- | --- | --- | --- |
                """);
        reference.rows(model(), "");
        return reference.out.toString();
    }

    /** The verbs of the program, connected to nothing. */
    static CommandSpec model() {
        var nothing =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var terminal = new Terminal(nothing, nothing, Map.of(), Path.of(""));
        return new Verbs(terminal, (_, _, _) -> 0, (_, _, _) -> noStore(), "").model();
    }

    private static OpenStore noStore() throws Failure {
        throw new Failure(ExitCode.FAILED, "no store here");
    }

    private void exits() {
        out.append("| exit | meaning |\n| --- | --- |\n");
        IntStream.rangeClosed(ExitCode.DONE, ExitCode.REFUSED)
                .forEach(exit ->
                        out.append("| %d | %s |\n".formatted(exit, ExitCode.meaning(exit))));
    }

    private void rows(CommandSpec spec, String path) {
        VerbTable.of(path).ifPresent(facts -> row(spec, facts));
        spec.subcommands()
                .forEach((name, below) ->
                        rows(below.getCommandSpec(), path.isEmpty() ? name : path + " " + name));
    }

    private void row(CommandSpec spec, VerbFacts facts) {
        out.append(
                "| `%s` | %s | %s | %s | %s |\n"
                        .formatted(
                                facts.verb() + cell(arguments(spec)),
                                cell(String.join(" ", spec.usageMessage().description())),
                                facts.exits().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" ")),
                                json(facts.json()),
                                operations(facts.operations())));
    }

    private static String arguments(CommandSpec spec) {
        return spec.positionalParameters().stream()
                .map(CommandReference::argument)
                .collect(Collectors.joining());
    }

    private static String argument(PositionalParamSpec parameter) {
        String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
        return parameter.arity().min() == 0 ? " [" + label + "]" : " " + label;
    }

    private static String json(Json json) {
        return switch (json) {
            case Json.Document() -> "yes";
            case Json.None(String why) -> "no: " + why;
        };
    }

    private static String operations(List<String> operations) {
        return operations.isEmpty()
                ? "-"
                : operations.stream().map(one -> "`" + one + "`").collect(Collectors.joining(" "));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
