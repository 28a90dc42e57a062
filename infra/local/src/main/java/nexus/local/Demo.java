package nexus.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pipeline at work: starts it on a throw-away folder, uploads a file, waits until all of it is
 * stored, and shows what can be asked.
 */
public final class Demo {

  /** How long the queue may stay as long as it is before the demo fails. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration POLL = Duration.ofMillis(50);
  private static final List<String> PREFERRED =
      List.of("DCGM_FI_DEV_POWER_USAGE", "DCGM_FI_DEV_GPU_UTIL");
  private static final int SPARK_WIDTH = 60;

  private final Terminal terminal;
  private final LocalStack stack;

  Demo(Terminal terminal, LocalStack stack) {
    this.terminal = terminal;
    this.stack = stack;
  }

  /**
   * Takes {@code [--once] FILE}. Ends with status 1 when anything failed, or the queue does not get
   * shorter for 60 s.
   */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean once = words.remove("--once");
    if (words.size() != 1 || words.get(0).startsWith("-")) {
      System.err.println("usage: demo [--once] [FILE.csv]");
      System.exit(2);
    }
    System.exit(run(Path.of(words.get(0)), once) ? 0 : 1);
  }

  private static boolean run(Path file, boolean once) throws InterruptedException {
    LocalStack stack = null;
    try {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new LocalFailure(file + " is not a file that can be read");
      }
      stack = new LocalStack(Settings.throwAway(System.getenv()));
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
      new Demo(new Terminal(), stack).show(file, once);
      return true;
    } catch (LocalFailure failure) {
      if (stack == null || !stack.isClosing()) {
        System.err.println("demo: " + failure.getMessage());
      }
      return false;
    }
  }

  /**
   * Starts, uploads and tells; returns at once with {@code once}, else when the run is closed.
   *
   * @throws LocalFailure when anything failed
   */
  void show(Path file, boolean once) throws InterruptedException {
    long begun = System.nanoTime();
    stack.start();
    terminal.line("etcd and the application are ready after %.1f s", secondsSince(begun));
    Api api = new Api(stack.url());

    JsonNode ingest = upload(api, file);
    JsonNode stats = awaitEmptyQueue(api, ingest.path("cluster").asText());
    terminal.line("");
    printCounts(ingest, stats);
    terminal.line("");
    terminal.lines(Report.table(stats.path("metrics")));
    terminal.line("");
    String gpu = printOneGpu(api, stats);
    terminal.line("");
    Up.printAddresses(terminal, stack, gpu);
    if (ingest.path("accepted").asLong() == 0) {
      throw new LocalFailure("no value of " + file + " was accepted");
    }
    if (!once) {
      terminal.line("");
      terminal.line("runs until Ctrl-C, then all of it is deleted (logs in %s)", stack.folder());
      throw new LocalFailure(stack.awaitEnd());
    }
  }

  private JsonNode upload(Api api, Path file) throws InterruptedException {
    terminal.line("uploading %s", file);
    long begun = System.nanoTime();
    Duration every = Duration.ofMillis(terminal.isInteractive() ? 100 : 5_000);
    JsonNode answer = new Upload(file).run(api, every, this::printProgress);
    terminal.line("parsed and queued in %.2f s", secondsSince(begun));
    return answer;
  }

  private void printProgress(long sent, long total, boolean answered) {
    if (terminal.isInteractive()) {
      terminal.rewrite(Report.bar(sent, total), answered);
    } else if (sent > 0 && !answered) {
      terminal.line("  %s of %s", Report.size(sent), Report.size(total));
    }
  }

  private JsonNode awaitEmptyQueue(Api api, String cluster) throws InterruptedException {
    long shortest = Long.MAX_VALUE;
    long lastProgress = System.nanoTime();
    while (true) {
      JsonNode stats = api.get("/clusterStats?top=1&cluster=" + Api.encode(cluster));
      long messages = stats.path("queue").path("messages").asLong(-1);
      if (messages == 0) {
        return checked(stats);
      }
      if (messages < shortest) {
        shortest = messages;
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
        throw new LocalFailure(messages + " messages stay in the queue");
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }

  private static JsonNode checked(JsonNode stats) {
    long dead = stats.path("queue").path("deadLetters").asLong();
    if (dead > 0) {
      throw new LocalFailure(dead + " messages could not be stored and are dead letters");
    }
    return stats;
  }

  private void printCounts(JsonNode ingest, JsonNode stats) {
    terminal.line("%s rows read", Report.count(ingest.path("rows").asLong()));
    terminal.lines(Report.ledger(ingest));
    terminal.line("%s GPUs", Report.count(stats.path("gpus").asLong()));
    terminal.line("%s hosts", Report.count(stats.path("hosts").asLong()));
    terminal.line("%s metrics", Report.count(stats.path("metrics").size()));
    terminal.line("queue empty");
  }

  /** Prints the GPU that is on top of the statistics, and returns how to ask for it. */
  private String printOneGpu(Api api, JsonNode stats) throws InterruptedException {
    JsonNode top = topEntry(stats.path("top"));
    if (top.isMissingNode()) {
      return "HOST/INDEX";
    }
    String alias = top.path("host").asText() + "/" + top.path("gpu").asText();
    String question =
        "/queryGpu?cluster="
            + Api.encode(stats.path("cluster").asText())
            + "&gpu="
            + Api.encode(alias);
    JsonNode newest = api.get(question);
    String metric = top.path("metric").asText();
    long last = lastTime(newest, metric);
    JsonNode day =
        api.get(
            question
                + ("&metric=" + Api.encode(metric))
                + ("&from=" + (last - Duration.ofDays(1).toMillis()))
                + ("&to=" + (last + 1))
                + "&limit=100000");
    JsonNode points = day.path("series").path(0).path("points");
    if (points.size() > 1) {
      printSpark(alias, day.path("series").path(0));
    } else {
      printNewest(alias, newest);
    }
    return alias;
  }

  private static JsonNode topEntry(JsonNode top) {
    for (String metric : PREFERRED) {
      for (JsonNode entry : top) {
        if (entry.path("metric").asText().equals(metric)) {
          return entry;
        }
      }
    }
    return top.path(0);
  }

  private static long lastTime(JsonNode newest, String metric) {
    for (JsonNode series : newest.path("series")) {
      if (series.path("metric").asText().equals(metric)) {
        return series.path("points").path(0).path(0).asLong();
      }
    }
    throw new LocalFailure("the newest values of a GPU lack " + metric + ": " + newest);
  }

  private void printSpark(String alias, JsonNode series) {
    List<Double> values = new ArrayList<>();
    series.path("points").forEach(point -> values.add(point.path(1).asDouble()));
    double low = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double high = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    JsonNode points = series.path("points");
    terminal.line(
        "%s  %s  %s points from %s to %s",
        alias,
        series.path("metric").asText(),
        Report.count(values.size()),
        Instant.ofEpochMilli(points.path(0).path(0).asLong()),
        Instant.ofEpochMilli(points.path(values.size() - 1).path(0).asLong()));
    terminal.line(
        "  %s  %s to %s %s",
        Report.spark(values, SPARK_WIDTH),
        Report.number(low),
        Report.number(high),
        series.path("unit").asText(""));
  }

  private void printNewest(String alias, JsonNode newest) {
    terminal.line("%s  newest values", alias);
    for (JsonNode series : newest.path("series")) {
      JsonNode point = series.path("points").path(0);
      terminal.line(
          "  %-28s %12s %-6s %s",
          series.path("metric").asText(),
          Report.number(point.path(1).asDouble()),
          series.path("unit").asText(""),
          Instant.ofEpochMilli(point.path(0).asLong()));
    }
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
