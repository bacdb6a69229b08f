package io.portico.runtime.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portico.runtime.settings.Nearest;
import io.portico.runtime.settings.Settings;
import io.quarkus.runtime.Quarkus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One service's command line; see the package's description. */
public final class ServiceCommand {
    /** The exit code of a command that failed. */
    public static final int FAILURE = 1;

    /** The exit code when arguments or settings are refused: nothing was done. */
    public static final int MISUSE = 2;

    private static final int USAGE_WIDTH = 100;

    private final CommandSpec service;
    private final Settings<?> settings;
    private final Map<String, String> environment;

    /**
     * Without commands of its own.
     *
     * @param name the service's, such as {@code node-proxy}
     * @param sentence what it does, for {@code --help}
     * @param settings without a fault whenever something is done
     */
    public ServiceCommand(String name, String sentence, Settings<?> settings) {
        this(name, sentence, settings, System.getenv(), ServiceCommand::serve);
    }

    /** As the other, with that environment, and {@code serve} as the service itself. */
    ServiceCommand(
            String name,
            String sentence,
            Settings<?> settings,
            Map<String, String> environment,
            Callable<Integer> serve) {
        this.settings = settings;
        this.environment = environment;
        service = described(CommandSpec.wrapWithoutInspection(serve).name(name))
                .addOption(OptionSpec.builder("--version")
                        .versionHelp(true)
                        .description("Says which version this is, and ends.")
                        .build())
                .versionProvider(() -> new String[] {name + " " + Version.current()});
        service.usageMessage()
                .description(sentence, "Without a command it serves. These environment variables set what it does.")
                .synopsisSubcommandLabel("[COMMAND]")
                .footerHeading("Settings, and their defaults:%n")
                .footer(settings.variables().entrySet().stream()
                        .map(setting -> "  " + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    /** With that command, too; its user object is a {@code Callable<Integer>}, the exit code. */
    public ServiceCommand with(CommandSpec command) {
        service.addSubcommand(command.name(), described(command));
        return this;
    }

    /**
     * Does what the arguments say. Ends the process with an exit code, of the service, too, once it is told to stop.
     */
    public void launch(String... args) {
        var out = new PrintWriter(System.out, true, UTF_8);
        var err = new PrintWriter(System.err, true, UTF_8);
        var code = run(out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Does what the arguments say, and returns the exit code. */
    int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(service)
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(USAGE_WIDTH)
                .setExecutionStrategy(parsed -> work(parsed, err))
                .setParameterExceptionHandler((e, _) -> refused(e))
                .setExecutionExceptionHandler((e, command, _) -> failed(e, command))
                .execute(args);
    }

    /** Help and version ask for no settings. */
    private int work(ParseResult parsed, PrintWriter err) {
        if (CommandLine.executeHelpRequest(parsed) != null) {
            return 0;
        }
        var faults = settings.faults(service.name(), environment, Settings.systemProperties())
                .sentences();
        if (!faults.isEmpty()) {
            faults.forEach(fault -> err.println(service.name() + ": " + fault));
            return MISUSE;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int serve() {
        Quarkus.run();
        return 0;
    }

    private static CommandSpec described(CommandSpec spec) {
        return spec.addOption(OptionSpec.builder("--help", "-h")
                .usageHelp(true)
                .description("Says this, and ends.")
                .build());
    }

    private static int refused(ParameterException e) {
        var command = e.getCommandLine();
        var name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + sentence(e) + "; " + name + " --help says what there is.");
        return MISUSE;
    }

    private static String sentence(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().stream()
                        .map(argument -> unknown(argument, e.getCommandLine().getCommandSpec()))
                        .collect(Collectors.joining("; "))
                : String.valueOf(e.getMessage()).replaceFirst("[.\\s]+$", "");
    }

    private static String unknown(String argument, CommandSpec spec) {
        var known = Stream.concat(
                        spec.subcommands().keySet().stream(),
                        spec.optionsMap().keySet().stream().filter(option -> option.startsWith("--")))
                .toList();
        return "there is no argument \"" + argument + "\""
                + Nearest.to(argument, known)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("");
    }

    private static int failed(Exception e, CommandLine command) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + reasons(e));
        return FAILURE;
    }

    /** What every cause says, the outermost first, without saying one twice. */
    private static String reasons(Throwable e) {
        List<String> said = new ArrayList<>();
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            var message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (said.stream().noneMatch(text -> text.contains(message))) {
                said.add(message);
            }
        }
        return String.join(": ", said);
    }
}
