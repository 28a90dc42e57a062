package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

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

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many at most (${DEFAULT-VALUE}).")
  private int limit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit is 1 or more, not " + limit);
    }
    Server server = nexus.server();
    Table table =
        new Table(
            "SEVERITY", "KIND", "HOST", "GPU", "SINCE", "UNTIL", ">COUNT", "POD", "WHAT TO DO");
    String cursor = null;
    int left = limit;
    do {
      Server.Answer page = server.get(question(left, cursor));
      left -= Math.max(1, page.json().path("data").size());
      show(page, table);
      cursor = page.json().path("cursor").textValue();
    } while (cursor != null && left > 0);
    if (!nexus.json()) {
      nexus.console().table(table);
    }
    if (cursor != null) {
      nexus.console().note("there are more: --limit says how many to show");
    }
    return 0;
  }

  private Target question(int left, String cursor) {
    return nexus
        .target("/api/v1/incidents")
        .with("from", QueryCommand.time(since))
        .with("to", QueryCommand.time(until))
        .with("severity", severity)
        .with("kind", kind)
        .with("host", host)
        .with("gpu", gpu)
        .with("open", open ? true : null)
        .with("limit", Math.min(PAGE, left))
        .with("cursor", cursor);
  }

  private void show(Server.Answer page, Table table) {
    if (nexus.json()) {
      nexus.console().line(page.text());
      return;
    }
    for (JsonNode incident : page.json().path("data")) {
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
}
