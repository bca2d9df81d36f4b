package dev.quaygate.app.cli;

import dev.quaygate.app.trust.Machine;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All verbs of the program. */
public final class Verbs {
    private final Terminal terminal;
    private final Serve serve;
    private final Stores stores;
    private final String version;

    /**
     * @param serve what {@code run} and {@code proxy} do
     * @param stores what {@code storage} works on
     */
    public Verbs(Terminal terminal, Serve serve, Stores stores, String version) {
        this.terminal = terminal;
        this.serve = serve;
        this.stores = stores;
        this.version = version;
    }

    /** The program itself. */
    @Command(
            name = "quaygate",
            description = "Edge proxy that gets its own certificates.",
            synopsisSubcommandLabel = "VERB")
    private static final class Program {
        @Mixin Common common = new Common();
    }

    /** Runs what the arguments say; returns the exit status. */
    public int run(String... arguments) {
        var program = new Program();
        CommandLine line = line(program);
        line.setOut(writer(terminal.out()));
        line.setErr(writer(terminal.err()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi(arguments)));
        line.setParameterExceptionHandler((problem, _) -> misused(problem));
        line.setExecutionExceptionHandler((problem, _, _) -> failed(problem));
        if (arguments.length == 0) {
            line.usage(terminal.err());
            return ExitCode.USAGE;
        }
        return line.execute(arguments);
    }

    private CommandLine line(Program program) {
        Common common = program.common;
        var calls = new Calls(common, terminal);
        var certs = new CommandLine(new CertsCommand(calls));
        certs.addSubcommand(new CertsCommand.Check(calls));
        certs.addSubcommand(new CertsCommand.Renew(calls));
        certs.addSubcommand(new CertsCommand.Revoke(calls));
        certs.addSubcommand(new CertsCommand.Forget(calls));
        certs.addSubcommand(new CertsCommand.Prune(calls));
        certs.addSubcommand(new CertsCommand.ChangeKey(calls));
        certs.addSubcommand(new CertsCommand.Orders(calls));
        certs.addSubcommand(new CertsCommand.Issuers(calls));
        certs.addSubcommand(new CertsCommand.Preflight(calls));
        certs.addSubcommand(new CertsCommand.DnsRecord(calls));
        certs.addSubcommand(
                new CertificateExport(calls, new StorageCommand.Tools(common, terminal, stores)));
        var apps = new CommandLine(new AppsCommand(calls));
        apps.addSubcommand(new AppsCommand.Restart(calls));
        apps.addSubcommand(new AppsCommand.Start(calls));
        apps.addSubcommand(new AppsCommand.Stop(calls));
        apps.addSubcommand(new AppsCommand.Scale(calls));
        apps.addSubcommand(new AppsCommand.Deploy(calls));
        apps.addSubcommand(new AppsCommand.Rollback(calls));
        apps.addSubcommand(new AppsCommand.Logs(calls));
        apps.addSubcommand(new AppsCommand.Prestart(calls));
        apps.addSubcommand(new AppsCommand.Advise(calls));
        var config = new CommandLine(new ConfigCommands.Group());
        config.addSubcommand(new ConfigCommands.Show(common, calls, terminal));
        config.addSubcommand(new ConfigCommands.Schema(terminal));
        var line = new CommandLine(program);
        line.addSubcommand(new RunCommand(common, terminal, serve));
        line.addSubcommand(new ProxyCommand(terminal, serve));
        line.addSubcommand(new CheckCommand(common, terminal));
        line.addSubcommand(new ReloadCommand(calls));
        line.addSubcommand(new StatusCommand(common, calls));
        line.addSubcommand(new EventsCommand(calls));
        line.addSubcommand(certs);
        line.addSubcommand(new ListCommands.Routes(calls));
        line.addSubcommand(new ListCommands.Pools(calls));
        line.addSubcommand(apps);
        line.addSubcommand(config);
        line.addSubcommand(new WhyCommand(calls));
        line.addSubcommand(new ExplainCommand(common, calls, terminal));
        Machine machine = Machine.local(terminal.environment());
        line.addSubcommand(new TrustCommand.Install(common, calls, terminal, machine));
        line.addSubcommand(new TrustCommand.Remove(common, calls, terminal, machine));
        line.addSubcommand(new DoctorCommand(calls));
        line.addSubcommand(storage(common));
        line.addSubcommand(service(common));
        line.addSubcommand(new VersionCommand(common, terminal, version));
        help(line, "");
        return line;
    }

    /** All verbs with their options, for those who describe them. */
    CommandSpec model() {
        return line(new Program()).getCommandSpec();
    }

    private CommandLine storage(Common common) {
        var tools = new StorageCommand.Tools(common, terminal, stores);
        var storage = new CommandLine(new StorageCommand.Group());
        storage.addSubcommand(new StorageCommand.Fsck(tools));
        storage.addSubcommand(new StorageCommand.Export(tools));
        storage.addSubcommand(new StorageCommand.Import(tools));
        return storage;
    }

    private CommandLine service(Common common) {
        var service = new CommandLine(new ServiceCommand.Group());
        service.addSubcommand(new ServiceCommand.Install(common, terminal));
        service.addSubcommand(new ServiceCommand.Uninstall(common, terminal));
        return service;
    }

    /** {@code --help} at every level, with the exit statuses of the verb. */
    private static void help(CommandLine line, String verb) {
        line.getCommandSpec()
                .addOption(
                        CommandLine.Model.OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("show this help")
                                .build());
        VerbTable.of(verb).ifPresent(facts -> exits(line.getCommandSpec(), facts));
        line.getSubcommands()
                .forEach((name, below) -> help(below, verb.isEmpty() ? name : verb + " " + name));
    }

    private static void exits(CommandSpec spec, VerbFacts facts) {
        var meanings = new LinkedHashMap<String, String>();
        facts.exits().forEach(exit -> meanings.put(exit.toString(), ExitCode.meaning(exit)));
        spec.usageMessage().exitCodeListHeading("Exit statuses:%n").exitCodeList(meanings);
    }

    private Ansi ansi(String... arguments) {
        boolean plain =
                terminal.environment().containsKey("NO_COLOR")
                        || java.util.Arrays.asList(arguments).contains("--no-color");
        return plain ? Ansi.OFF : Ansi.AUTO;
    }

    private int misused(ParameterException problem) {
        terminal.err().println(problem.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(problem, writer(terminal.err()))) {
            problem.getCommandLine().usage(terminal.err());
        }
        return ExitCode.USAGE;
    }

    private int failed(Exception problem) throws Exception {
        if (problem instanceof Failure failure) {
            terminal.err().println(failure.getMessage());
            return failure.exit();
        }
        throw problem;
    }

    private static PrintWriter writer(java.io.PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
