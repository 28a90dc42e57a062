package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nexus usage}. */
@Command(
    name = "usage",
    mixinStandardHelpOptions = true,
    description = "Hours of GPUs by what became of them, energy and means.")
final class UsageCommand implements Callable<Integer> {

  private static final int PAGE = 10_000;
  private static final List<String> CLASSES =
      List.of("working", "inefficient", "wasted", "free", "throttled", "error", "unknown", "total");
  private static final Map<String, List<String>> MEMBERS =
      Map.of(
          "model", List.of("model"),
          "host", List.of("host"),
          "gpu", List.of("host", "gpu"),
          "namespace", List.of("namespace"),
          "pod", List.of("namespace", "pod"));

  @ParentCommand private Nexus nexus;

  @Option(
      names = "--by",
      paramLabel = "cluster|model|host|gpu|namespace|pod",
      defaultValue = "cluster",
      description = "What a row is of (${DEFAULT-VALUE}).")
  private String by;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From when, inclusive: 1h or 30d ago, or a time (a day before its end).")
  private String since;

  @Option(names = "--until", paramLabel = "TIME", description = "To when, exclusive (now).")
  private String until;

  @Option(names = "--step", paramLabel = "TIME", description = "A row for each 1h, 1d of it.")
  private String step;

  @Mixin private ListLimit limit;

  @Override
  public Integer call() throws InterruptedException {
    List<String> titles = new ArrayList<>(List.of("FROM", "TO"));
    members().forEach(member -> titles.add(member.toUpperCase(Locale.ROOT)));
    titles.add(">GPUS");
    CLASSES.forEach(name -> titles.add(">" + name.toUpperCase(Locale.ROOT)));
    titles.addAll(List.of(">KWH", "FROM", ">UTIL %", ">TENSOR"));
    limit.show(nexus, PAGE, this::question, "data", new Table(titles), this::add);
    return 0;
  }

  private List<String> members() {
    return MEMBERS.getOrDefault(by, List.of());
  }

  private Target question(int most, String cursor) {
    return nexus
        .target("/api/v1/usage")
        .with("from", QueryCommand.time(since))
        .with("to", QueryCommand.time(until))
        .with("by", by)
        .with("step", step)
        .with("limit", most)
        .with("cursor", cursor);
  }

  private void add(Table table, JsonNode usage) {
    List<Object> row = new ArrayList<>(List.of(Fields.text(usage, "from")));
    row.add(Fields.text(usage, "to"));
    members().forEach(member -> row.add(Fields.text(usage, member)));
    row.add(Fields.text(usage, "gpus"));
    CLASSES.forEach(name -> row.add(number(usage.path("hours").path(name), 2)));
    row.add(number(usage.path("energyKwh"), 2));
    row.add(Fields.text(usage, "energyFrom"));
    row.add(number(usage.path("utilization"), 1));
    row.add(number(usage.path("tensorActivity"), 2));
    table.row(row.toArray());
  }

  private static String number(JsonNode value, int digits) {
    return value.isNumber()
        ? String.format(Locale.ROOT, "%." + digits + "f", value.asDouble())
        : "";
  }
}
