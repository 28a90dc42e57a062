package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
  private static final int EVERY_SECONDS = 5;
  private static final List<String> WORDS =
      List.of("SEVERITY", "KIND", "HOST", "GPU", "SINCE", "UNTIL", "COUNT", "POD", "WHAT TO DO");
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
      names = "--watch",
      description = "A line for each that begins, comes again or ends, until it is interrupted.")
  private boolean watch;

  @Mixin private ListLimit limit;

  @Override
  public Integer call() throws InterruptedException {
    if (watch) {
      watch();
    }
    Table table =
        new Table(
            WORDS.stream()
                .map(word -> word.equals("COUNT") ? ">COUNT" : word)
                .toArray(String[]::new));
    limit.show(nexus, PAGE, this::question, "data", table, IncidentsCommand::add);
    return 0;
  }

  /** Looks every few seconds; begins with what was there in the last minute. */
  private void watch() throws InterruptedException {
    since = since == null ? Instant.now().minusSeconds(60).toString() : since;
    Server server = nexus.server();
    IncidentWatch told = new IncidentWatch();
    if (!nexus.json()) {
      nexus.console().line(line(WORDS));
    }
    while (true) {
      told.next(all(server)).forEach(this::tell);
      TimeUnit.SECONDS.sleep(EVERY_SECONDS);
    }
  }

  private List<JsonNode> all(Server server) throws InterruptedException {
    List<JsonNode> incidents = new ArrayList<>();
    String cursor = null;
    do {
      JsonNode page = server.get(question(PAGE, cursor)).json();
      page.path("data").forEach(incidents::add);
      cursor = page.path("cursor").textValue();
    } while (cursor != null);
    return incidents;
  }

  private void tell(JsonNode incident) {
    nexus.console().line(nexus.json() ? incident.toString() : line(words(incident)));
  }

  private static String line(List<String> words) {
    return String.format(
            Locale.ROOT, "%-8s  %-18s  %-20s  %-4s  %-24s  %-24s  %5s  %-20s  %s", words.toArray())
        .stripTrailing();
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
    List<String> words = words(incident);
    List<Object> row = new ArrayList<>(words);
    row.set(0, new Table.Cell(words.get(0), STYLES.getOrDefault(words.get(0), Style.PLAIN)));
    table.row(row.toArray());
  }

  private static List<String> words(JsonNode incident) {
    String number = incident.has("xid") ? " " + Fields.text(incident, "xid") : "";
    String over = Fields.text(incident, "until");
    return List.of(
        Fields.text(incident, "severity"),
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
