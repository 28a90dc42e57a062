package nexus.local.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: what all commands have in common. */
@Command(
    name = "nexus",
    mixinStandardHelpOptions = true,
    version = "nexus 1.0.0-SNAPSHOT",
    description = "GPU telemetry: upload captures, look at GPUs, at their series and at the queue.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:what was asked is done",
      "1:the server refused, failed or was not there",
      "2:the command line is wrong"
    },
    subcommands = {
      UploadCommand.class,
      TailCommand.class,
      GpusCommand.class,
      QueryCommand.class,
      StatsCommand.class,
      ClustersCommand.class,
      QueueCommand.class,
      IncidentsCommand.class,
      UsageCommand.class,
      IngestsCommand.class,
      DeadLettersCommand.class,
      FormatsCommand.class,
      CompletionCommand.class
    })
public final class Nexus implements Runnable {

  private static final String DEFAULT_URL = "http://127.0.0.1:8080";

  private final Console console;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "The application's address ($NEXUS_URL, else " + DEFAULT_URL + ").")
  private String url;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "The cluster (the application's own where none is named).")
  private String cluster;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the server's JSON as it is: a line an answer.")
  private boolean json;

  Nexus(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  /** Ends with status 0 when all is done, 1 when the server did not do it, 2 on a wrong usage. */
  public static void main(String[] arguments) {
    System.exit(run(Console.ofProcess(), System.getenv(), arguments));
  }

  /** Runs one command and returns its exit status. */
  static int run(Console console, Map<String, String> environment, String... arguments) {
    CommandLine line = new CommandLine(new Nexus(console, environment));
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(console.hasColour() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(Math.max(80, Math.min(120, console.width())));
    line.setParameterExceptionHandler((problem, words) -> misused(console, problem));
    line.setExecutionExceptionHandler((problem, command, parsed) -> failed(console, problem));
    return line.execute(arguments);
  }

  private static int misused(Console console, ParameterException problem) {
    console.note("nexus: " + problem.getMessage());
    if (problem instanceof UnmatchedArgumentException unknown
        && !unknown.getSuggestions().isEmpty()) {
      console.note("did you mean " + unknown.getSuggestions().get(0) + "?");
    }
    console.note("try '" + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
    return 2;
  }

  private static int failed(Console console, Exception problem) throws Exception {
    if (!(problem instanceof CommandFailure)) {
      throw problem;
    }
    console.note("nexus: " + problem.getMessage());
    return 1;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? " + String.join(", ", spec.subcommands().keySet()));
  }

  Console console() {
    return console;
  }

  /** The cluster that was named, or null. */
  String cluster() {
    return cluster;
  }

  boolean json() {
    return json;
  }

  /** The AWS command line ({@code $NEXUS_AWS}, else {@code aws}). */
  String awsCommand() {
    String given = environment.getOrDefault("NEXUS_AWS", "");
    return given.isEmpty() ? "aws" : given;
  }

  /** Where what outlives a process is kept: {@code $XDG_STATE_HOME}, else below the home. */
  Path stateFolder() {
    String given = environment.getOrDefault("XDG_STATE_HOME", "");
    Path folder =
        given.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(given);
    return folder.resolve("nexus-telemetry");
  }

  /**
   * The application that was named.
   *
   * @throws ParameterException when its address is none
   */
  Server server() {
    String given = environment.getOrDefault("NEXUS_URL", "");
    String address = url != null ? url : given.isBlank() ? DEFAULT_URL : given;
    try {
      URI uri = URI.create(address.strip());
      if (uri.getHost() != null
          && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return new Server(uri);
      }
    } catch (IllegalArgumentException notAnAddress) {
      // Falls through to the one message that both mistakes deserve.
    }
    throw new ParameterException(
        spec.commandLine(), "the address is http://HOST:PORT or https://…, not " + address);
  }

  /** The path, of the cluster that was named. */
  Target target(String path) {
    return new Target(path).with("cluster", cluster);
  }
}
