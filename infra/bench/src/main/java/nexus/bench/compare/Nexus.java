package nexus.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import nexus.bench.Connection;
import nexus.bench.Series;
import nexus.bench.Timings;
import nexus.bench.run.Etcd;
import nexus.local.LocalStack;
import nexus.local.Settings;

/**
 * The application with its etcd, as {@code infra/local/up} runs them. Every load goes to a cluster
 * of its own.
 */
final class Nexus implements Store {

  static final String NAME = "nexus";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long PAUSE_MS = 2;
  private static final double MIB = 1 << 20;

  private final Content content;
  private final List<Double> queuedSeconds = new ArrayList<>();
  private LocalStack stack;
  private Connection application;
  private Etcd etcd;
  private String cluster;
  private String sizes = "";

  Nexus(Content content) {
    this.content = content;
  }

  /** The loads that {@code all} tells of, timed until every row was in the queue. */
  Result queuedOnly(Result all) {
    double[] warm = queuedSeconds.stream().skip(1).mapToDouble(Double::doubleValue).toArray();
    return all.queuedOnly(queuedSeconds.get(0), Timings.of(warm));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public void start(Path folder) throws InterruptedException {
    stack = new LocalStack(Settings.throwAway(System.getenv()));
    stack.start();
    application = Connection.open(stack.url(), PATIENCE);
    etcd = new Etcd(stack.endpoints(), stack.certificate().orElseThrow());
  }

  @Override
  public String version() throws InterruptedException {
    return "on etcd " + etcd.version();
  }

  @Override
  public void prepare(int run, Path file) {
    cluster = "run" + run;
  }

  /** Returns when as many values as the file has are accepted and no message waits any more. */
  @Override
  public void load(Path file) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    String path = Question.of("/api/v1/csv/upload", Map.of("cluster", cluster));
    JsonNode answer = JSON.readTree(application.upload(path, file));
    queuedSeconds.add((System.nanoTime() - begun) / 1e9);
    if (answer.path("accepted").asLong() != content.rows()) {
      throw new IOException("not all values were accepted: " + answer);
    }
    while (!isStored()) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IOException("the queue is not empty after " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }
  }

  private boolean isStored() throws IOException {
    JsonNode stats =
        JSON.readTree(
            application.get(Question.of("/clusterStats", Map.of("cluster", cluster, "top", "1"))));
    JsonNode queue = stats.path("queue");
    if (queue.path("deadLetters").asLong(-1) != 0) {
      throw new IOException("there are dead letters: " + queue);
    }
    return queue.path("messages").asLong(-1) == 0
        && stats.path("ingest").path("accepted").asLong() == content.rows();
  }

  /** Counts the points of every GPU by querying them: the counters of the statistics stay out. */
  @Override
  public long rows() throws IOException {
    long rows = 0;
    TreeSet<String> gpus = new TreeSet<>();
    content.names().forEach(name -> gpus.add(name.uuid()));
    for (String gpu : gpus) {
      Map<String, String> question = question(gpu);
      question.put("step", "366d");
      question.put("agg", "count");
      for (JsonNode series : JSON.readTree(ask(question)).path("series")) {
        for (JsonNode bucket : series.path("points")) {
          rows += bucket.path(1).asLong();
        }
      }
    }
    return rows;
  }

  @Override
  public Answer ask(SeriesName series) throws IOException {
    Map<String, String> question = question(series.uuid());
    question.put("metric", series.metric());
    question.put("limit", "100000");
    byte[] answer = ask(question);
    return () -> points(answer);
  }

  private byte[] ask(Map<String, String> question) throws IOException {
    return application.get(Question.of("/queryGpu", question));
  }

  private Map<String, String> question(String gpu) {
    return new TreeMap<>(
        Map.of(
            "cluster",
            cluster,
            "gpu",
            gpu,
            "from",
            Long.toString(content.firstMs()),
            "to",
            Long.toString(content.lastMs() + 1)));
  }

  /** The points of the first series in an answer of {@code queryGpu}. */
  static Series points(byte[] answer) throws IOException {
    Series points = new Series();
    for (JsonNode point : JSON.readTree(answer).path("series").path(0).path("points")) {
      points.add(point.path(0).asLong(), point.path(1).asDouble());
    }
    return points;
  }

  /** Size of etcd's database after compaction and defragmentation. */
  @Override
  public long bytes() throws IOException, InterruptedException {
    long before = etcd.databaseBytes();
    etcd.compactAndDefragment();
    long bytes = etcd.databaseBytes();
    sizes =
        "; etcd's database of all loads was %.1f MiB before compaction, %.1f MiB after it and defragmentation, the data folder with its log %.1f MiB"
            .formatted(
                before / MIB, bytes / MIB, Commands.bytes(stack.folder().resolve("etcd")) / MIB);
    return bytes;
  }

  @Override
  public String note() {
    return "one HTTP upload; until the queue is empty, every write through etcd with fsync" + sizes;
  }

  @Override
  public void close() {
    if (etcd != null) {
      etcd.close();
    }
    if (stack != null) {
      stack.close();
    }
  }
}
