package nexus.local.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code nexus completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints what has bash and zsh complete commands and options.",
    footer = {"", "Into ~/.bashrc or ~/.zshrc:  source <(infra/local/nexus completion)"})
final class CompletionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    // Goes the same way as help: it is no answer of a server, and has no colours.
    spec.commandLine()
        .getOut()
        .print(AutoComplete.bash("nexus", spec.parent().commandLine()).replace("\r", ""));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
