package nexus.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nexus query}. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = "One GPU's samples of some time; without a time the newest of each metric.")
final class QueryCommand implements Callable<Integer> {

  private static final int PAGE = 100_000;

  @ParentCommand private Nexus nexus;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "GPU", description = "HOST/INDEX, or a UUID.")
  private String gpu;

  @Option(names = "--metric", paramLabel = "NAME", description = "Only these; may be repeated.")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From when, inclusive: 15m, 1h30m or 7d ago, RFC 3339, or epoch seconds.")
  private String since;

  @Option(names = "--until", paramLabel = "TIME", description = "To when, exclusive, likewise.")
  private String until;

  @Option(names = "--step", paramLabel = "TIME", description = "One point in each 30s, 5m, 1h.")
  private String step;

  @Option(
      names = "--agg",
      paramLabel = "NAME",
      description = "How: avg (unless given), min, max, sum, count, last, p95. Needs --step.")
  private String agg;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Points at most (${DEFAULT-VALUE}).")
  private int limit;

  @ArgGroup private Form form = new Form();

  /** One of these, or a table. */
  static final class Form {
    @Option(names = "--spark", description = "A line of bars a metric.")
    private boolean spark;

    @Option(names = "--csv", description = "Long DCGM CSV, as an upload reads it.")
    private boolean csv;
  }

  @Override
  public Integer call() throws InterruptedException {
    check();
    Server server = nexus.server();
    GpuSeries series = new GpuSeries();
    if (form.csv && !nexus.json()) {
      nexus.console().line(SeriesCsv.HEADER);
    }
    int left = limit;
    String cursor = null;
    do {
      Server.Answer page = server.get(question(Math.min(PAGE, left), cursor));
      left -= Math.max(1, points(page.json()));
      take(page, series);
      cursor = page.json().path("cursor").textValue();
    } while (cursor != null && left > 0);
    if (!form.csv && !nexus.json()) {
      show(server, series);
    }
    if (cursor != null) {
      nexus.console().note("there are more points: see --limit, or gather them with --step");
    }
    return 0;
  }

  private void check() {
    if (limit < 1) {
      throw misuse("--limit is 1 or more, not " + limit);
    }
    if (nexus.json() && (form.spark || form.csv)) {
      throw misuse("--json shows the server's own answer: leave --spark and --csv out");
    }
    if (form.spark && isNewest()) {
      throw misuse("--spark needs a time: --since 1h");
    }
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private boolean isNewest() {
    return since == null && until == null;
  }

  private Target question(int most, String cursor) {
    Target question = nexus.target("/queryGpu").with("gpu", gpu);
    metrics.forEach(metric -> question.with("metric", metric));
    return question
        .with("from", time(since))
        .with("to", time(until))
        .with("step", step)
        .with("agg", agg)
        .with("limit", most)
        .with("cursor", cursor);
  }

  /** {@code 1h} is an hour ago; everything else is for the server to read. */
  static String time(String text) {
    return text != null && text.matches("(\\d+(ms|s|m|h|d))+") ? "now-" + text : text;
  }

  private static int points(JsonNode page) {
    int points = 0;
    for (JsonNode series : page.path("series")) {
      points += series.path("points").size();
    }
    return points;
  }

  private void take(Server.Answer page, GpuSeries series) {
    if (nexus.json()) {
      nexus.console().line(page.text());
    } else if (form.csv) {
      nexus.console().lines(SeriesCsv.rows(page.json()));
    } else {
      series.add(page.json());
    }
    for (JsonNode missing : page.json().path("missing")) {
      nexus
          .console()
          .note(
              "samples from %s to %s may be missing: %s"
                  .formatted(
                      Fields.text(missing, "from"),
                      Fields.text(missing, "to"),
                      Fields.text(missing, "reason")));
    }
  }

  private void show(Server server, GpuSeries series) throws InterruptedException {
    Console console = nexus.console();
    if (series.isEmpty()) {
      console.note(nothing(server, series));
    } else if (form.spark) {
      console.lines(SeriesText.sparks(series, console.width(), console.hasColour()));
    } else if (isNewest()) {
      console.table(SeriesText.newest(series, MetricWords.of(server, series.all())));
    } else {
      console.table(SeriesText.points(series));
    }
  }

  /** Whoever asks for the last hour of an old capture is told how old it is. */
  private String nothing(Server server, GpuSeries series) throws InterruptedException {
    if (isNewest()) {
      return series.title() + ": no such metric";
    }
    GpuSeries newest = new GpuSeries();
    newest.add(server.get(nexus.target("/queryGpu").with("gpu", gpu)).json());
    return series.title()
        + ": no samples then"
        + (newest.isEmpty() ? "" : "; the newest is of " + Instant.ofEpochMilli(newest.lastMs()));
  }
}
