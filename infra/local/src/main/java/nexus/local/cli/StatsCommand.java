package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nexus stats}. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    description = "The cluster at a glance: GPUs, newest values, the hottest, queue and store.")
final class StatsCommand implements Callable<Integer> {

  private static final List<String> FIGURES = List.of("count", "avg", "min", "p50", "p95", "max");

  @ParentCommand private Nexus nexus;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many of the highest values of a metric to show (the server's default: 5).")
  private Integer top;

  @Option(names = "--metric", paramLabel = "NAME", description = "Metrics to show the highest of.")
  private List<String> metrics = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    Target question = nexus.target("/clusterStats").with("top", top);
    metrics.forEach(metric -> question.with("metric", metric));
    Server.Answer answer = nexus.server().get(question);
    if (nexus.json()) {
      nexus.console().line(answer.text());
      return 0;
    }
    Console console = nexus.console();
    console.lines(summary(answer.json()));
    show(figures(answer.json().path("metrics")));
    show(highest(answer.json().path("top")));
    return 0;
  }

  private void show(Table table) {
    if (!table.isEmpty()) {
      nexus.console().line("");
      nexus.console().table(table);
    }
  }

  static List<String> summary(JsonNode stats) {
    List<String> lines = new ArrayList<>();
    lines.add("cluster       " + Fields.text(stats, "cluster"));
    lines.add("hosts         " + Units.count(Fields.number(stats, "hosts")) + unreadable(stats));
    lines.add("GPUs          " + gpus(stats));
    lines.add("models        " + models(stats.path("models")));
    lines.add("queue         " + queue(stats.path("queue")));
    lines.add("dead letters  " + deadLetters(stats));
    String least = stats.has("unreadableCounters") ? "at least " : "";
    lines.add("ingested      " + least + ingested(stats.path("ingest")));
    lines.add("store         " + store(stats.path("store")));
    return lines;
  }

  private static String gpus(JsonNode stats) {
    return "%s, %s active, %s idle, %s stale"
        .formatted(
            Units.count(Fields.number(stats, "gpus")),
            Units.count(Fields.number(stats, "activeGpus")),
            Units.count(Fields.number(stats, "idleGpus")),
            Units.count(Fields.number(stats, "staleGpus")));
  }

  private static String unreadable(JsonNode stats) {
    List<String> names = new ArrayList<>();
    stats.path("unreadableHosts").forEach(host -> names.add(Fields.plain(host.asText())));
    return names.isEmpty() ? "" : ", of which cannot be read: " + String.join(", ", names);
  }

  private static String models(JsonNode models) {
    List<String> counts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> model : models.properties()) {
      counts.add(Units.count(model.getValue().asLong()) + " " + Fields.plain(model.getKey()));
    }
    return counts.isEmpty() ? "-" : String.join(", ", counts);
  }

  private static String queue(JsonNode queue) {
    long messages = Fields.number(queue, "messages");
    return messages == 0
        ? "empty"
        : Units.counted(messages, "message")
            + ", the oldest waits "
            + Units.age(Fields.number(queue, "oldestAgeMs"));
  }

  private static String deadLetters(JsonNode stats) {
    long count = Fields.number(stats.path("queue"), "deadLetters");
    StringBuilder text = new StringBuilder(count == 0 ? "none" : Units.count(count));
    for (Map.Entry<String, JsonNode> reason :
        stats.path("deadLetters").path("reasons").properties()) {
      text.append("\n              ")
          .append(Units.count(reason.getValue().asLong()))
          .append(": ")
          .append(Fields.plain(reason.getKey()));
    }
    return text.toString();
  }

  private static String ingested(JsonNode ingest) {
    return Units.counted(Fields.number(ingest, "uploads"), "upload")
        + ", "
        + Units.counted(Fields.number(ingest, "rows"), "row")
        + ", "
        + Ledger.counts(ingest);
  }

  private static String store(JsonNode store) {
    List<String> alarms = new ArrayList<>();
    store.path("alarms").forEach(alarm -> alarms.add(Fields.plain(alarm.asText())));
    return Units.bytes(Fields.number(store, "dbSizeBytes"))
        + " of "
        + Units.bytes(Fields.number(store, "quotaBytes"))
        + (alarms.isEmpty() ? "" : ", ALARM " + String.join(", ", alarms));
  }

  static Table figures(JsonNode metrics) {
    Table table = new Table("METRIC", ">GPUS", ">MEAN", ">MIN", ">P50", ">P95", ">MAX");
    for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
      List<Object> row = new ArrayList<>(List.of(Fields.plain(metric.getKey())));
      FIGURES.forEach(figure -> row.add(number(metric.getValue().path(figure))));
      table.row(row.toArray());
    }
    return table;
  }

  static Table highest(JsonNode top) {
    Table table = new Table("HIGHEST", ">VALUE", "HOST", "GPU", "UUID");
    for (JsonNode entry : top) {
      table.row(
          Fields.text(entry, "metric"),
          number(entry.path("value")),
          Fields.text(entry, "host"),
          Fields.text(entry, "gpu"),
          Fields.text(entry, "uuid"));
    }
    return table;
  }

  private static String number(JsonNode value) {
    return value.isNumber() ? Units.value(value.asDouble()) : "-";
  }
}
