package dev.quaygate.app.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quaygate proxy HOST TARGET...}: serves one host without a file. */
@Command(name = "proxy", description = "serve one host in front of some endpoints, without a file")
final class ProxyCommand implements Callable<Integer> {
    private static final Path NAME = Path.of("(command line)");

    @Parameters(index = "0", paramLabel = "HOST", description = "name that clients ask for")
    String host = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TARGET",
            description = "port, host:port or unix:/path")
    List<String> targets = List.of();

    @Option(names = "--save", paramLabel = "FILE", description = "write the configuration there")
    @Nullable Path save;

    private final Terminal terminal;
    private final Serve serve;

    ProxyCommand(Terminal terminal, Serve serve) {
        this.terminal = terminal;
        this.serve = serve;
    }

    @Override
    public Integer call() throws Failure {
        String yaml = yaml(host, targets);
        Path file = save;
        if (file == null) {
            return serve.serve(NAME, yaml, terminal.environment());
        }
        write(file, yaml);
        return serve.serve(file, null, terminal.environment());
    }

    /** The smallest file that says the same. */
    static String yaml(String host, List<String> targets) {
        String to =
                targets.size() == 1
                        ? quoted(targets.getFirst())
                        : targets.stream()
                                .map(ProxyCommand::quoted)
                                .collect(Collectors.joining(", ", "[", "]"));
        return "routes:\n  - host: " + quoted(host) + "\n    to: " + to + "\n";
    }

    /** Plain where that is safe; an argument can never add YAML. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9./:_-]*") && !text.endsWith(":")
                ? text
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static void write(Path file, String yaml) throws Failure {
        try {
            Files.writeString(file, yaml, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException _) {
            throw new Failure(ExitCode.REFUSED, file + " exists already; nothing was written");
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILED, "cannot write " + file + ": " + e.getMessage());
        }
    }
}
