package io.coxswain.local.command;

import io.coxswain.local.profile.LocalException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** All verbs in the order of the help text. */
public final class Commands {
    private static final List<Object> ALL = List.of(
            new StartCommand(),
            new StopCommand(),
            new StatusCommand(),
            new DeleteCommand(),
            new NodeCommand(),
            new ExplainCommand(),
            new KubeconfigCommand(),
            new SecretsCommand(),
            new TokenCommand());

    private Commands() {}

    @Command(
            name = "coxswain",
            description = "A Kubernetes cluster on this machine.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Try: coxswain start, then kubectl get nodes"})
    private static final class Root {}

    public static CommandLine commandLine() {
        CommandLine root = new CommandLine(new Root());
        root.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .scopeType(CommandLine.ScopeType.INHERIT)
                        .description("Show this help.")
                        .build());
        ALL.forEach(root::addSubcommand);
        root.setExecutionExceptionHandler((failure, command, _) -> {
            if (!(failure instanceof LocalException)) throw failure;
            command.getErr().println("coxswain: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return root;
    }
}
