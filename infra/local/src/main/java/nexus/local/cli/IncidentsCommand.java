package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nexus incidents}. */
@Command(
    name = "incidents",
    mixinStandardHelpOptions = true,
    description = "What is and was wrong with GPUs and hosts, the newest first.")
final class IncidentsCommand implements Callable<Integer> {

  private static final int PAGE = 1_000;
  private static final Map<String, Style> STYLES =
      Map.of("critical", Style.RED, "warning", Style.YELLOW, "info", Style.DIM);

  @ParentCommand private Nexus nexus;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Those that were there then or later: 1h, 7d, or a time.")
  private String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Those that began before.")
  private String until;

  @Option(
      names = "--severity",
      paramLabel = "info|warning|critical",
      description = "Only those as bad.")
  private String severity;

  @Option(names = "--kind", paramLabel = "KIND", description = "Only these, such as xid.")
  private String kind;

  @Option(names = "--host", paramLabel = "NAME", description = "Only those of this host.")
  private String host;

  @Option(names = "--gpu", paramLabel = "INDEX", description = "Only those of this index.")
  private String gpu;

  @Option(names = "--open", description = "Only those that go on.")
  private boolean open;

  @Mixin private ListLimit limit;

  @Override
  public Integer call() throws InterruptedException {
    Table table =
        new Table(
            "SEVERITY", "KIND", "HOST", "GPU", "SINCE", "UNTIL", ">COUNT", "POD", "WHAT TO DO");
    limit.show(nexus, PAGE, this::question, "data", table, IncidentsCommand::add);
    return 0;
  }

  private Target question(int most, String cursor) {
    return nexus
        .target("/api/v1/incidents")
        .with("from", QueryCommand.time(since))
        .with("to", QueryCommand.time(until))
        .with("severity", severity)
        .with("kind", kind)
        .with("host", host)
        .with("gpu", gpu)
        .with("open", open ? true : null)
        .with("limit", most)
        .with("cursor", cursor);
  }

  private static void add(Table table, JsonNode incident) {
    String is = Fields.text(incident, "severity");
    String number = incident.has("xid") ? " " + Fields.text(incident, "xid") : "";
    String over = Fields.text(incident, "until");
    table.row(
        new Table.Cell(is, STYLES.getOrDefault(is, Style.PLAIN)),
        Fields.text(incident, "kind") + number,
        Fields.text(incident, "host"),
        Fields.text(incident, "gpu"),
        Fields.text(incident, "since"),
        over.isEmpty() ? "open" : over,
        Fields.text(incident, "count"),
        Fields.text(incident, "pod"),
        Fields.text(incident, "action"));
  }
}
