package nexus.local.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the command line takes, for tests of what is written about it. */
public final class CommandLineModel {

  private CommandLineModel() {}

  private static CommandLine line() {
    return new CommandLine(new Nexus(Console.ofProcess(), Map.of()));
  }

  /** Why it would not take these words; empty when it would. */
  public static Optional<String> refusal(List<String> words) {
    try {
      line().parseArgs(words.toArray(String[]::new));
      return Optional.empty();
    } catch (ParameterException problem) {
      return Optional.of(problem.getMessage());
    }
  }

  public static List<String> commands() {
    return List.copyOf(line().getSubcommands().keySet());
  }

  /** The options of a command and of those below it, and those of all commands. */
  public static List<String> optionsOf(String command) {
    return options(line().getSubcommands().get(command)).distinct().toList();
  }

  private static Stream<String> options(CommandLine line) {
    return Stream.concat(
        line.getCommandSpec().optionsMap().keySet().stream(),
        line.getSubcommands().values().stream().flatMap(CommandLineModel::options));
  }
}
