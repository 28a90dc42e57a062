package nexus.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import nexus.local.Api;
import nexus.local.LocalFailure;
import nexus.local.LocalStack;
import nexus.local.Settings;

/**
 * Measures how long a scrape takes from publishing to being queryable.
 *
 * <p>Each round uploads one scrape of the whole fleet to {@code /api/v1/csv/upload}, then asks
 * {@code /queryGpu} for one GPU of every host until each shows the scrape's last metric with the
 * scrape's time. Two times are taken: from the sending of the request, and from its answer.
 */
public final class Latency {

  /** Time between two scrapes as their timestamps have it, as a fleet's exporters do. */
  private static final Duration STEP = Duration.ofSeconds(15);

  /** Between two questions: short beside what is measured, and little work for the processors. */
  private static final long PAUSE_MS = 2;

  private static final Set<String> OPTIONS =
      Set.of("url", "scrapes", "warm-up", "hosts", "gpus", "cluster");
  private static final JsonMapper JSON = new JsonMapper();
  private static final Metric LAST = Metric.MEM_CLOCK;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long SEED = 1;

  private final Connection connection;
  private final String cluster;
  private final String path;
  private final Fleet fleet;
  private final LongLayout layout;
  private final SplitMix random = new SplitMix(SEED);
  private final Clock clock = Clock.systemUTC();

  private record Round(double fromRequest, double fromAnswer) {}

  /**
   * What was measured, in milliseconds.
   *
   * @param first the very first scrape, from the sending of its request
   * @param fromRequest the counted scrapes, from the sending of the request
   * @param fromAnswer the same from the answer on
   */
  public record Result(double first, Timings fromRequest, Timings fromAnswer) {}

  /**
   * @param connection to the application
   * @param cluster cluster to publish to
   * @param hosts hosts of the fleet
   * @param gpus GPUs of each host
   */
  public Latency(Connection connection, String cluster, int hosts, int gpus) {
    this.connection = connection;
    this.cluster = cluster;
    this.path = "/api/v1/csv/upload?cluster=" + Api.encode(cluster);
    this.fleet = new Fleet(SEED, 0, hosts, gpus);
    this.layout = new LongLayout(List.of(Metric.values()), fleet.gpus());
  }

  /** Starts a local run of its own on a throw-away folder unless {@code --url} names one. */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) throws InterruptedException, IOException {
    try {
      Options options = new Options(arguments, OPTIONS);
      String url = options.text("url", "");
      if (url.isEmpty()) {
        LocalStack stack = new LocalStack(Settings.throwAway(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
        stack.start();
        url = stack.url().toString();
      }
      try (Connection connection = Connection.open(URI.create(url), LIMIT)) {
        print(connection, options);
      }
      return 0;
    } catch (IllegalArgumentException wrongOption) {
      System.err.println("latency: " + wrongOption.getMessage() + "; options: " + OPTIONS);
      return 2;
    } catch (LocalFailure failure) {
      System.err.println("latency: " + failure.getMessage());
      return 1;
    }
  }

  private static void print(Connection connection, Options options)
      throws InterruptedException, IOException {
    int hosts = options.number("hosts", 31, 1, 10_000);
    int gpus = options.number("gpus", 8, 1, 100);
    int warmUp = options.number("warm-up", 300, 0, 100_000);
    int scrapes = options.number("scrapes", 100, 1, 100_000);
    System.out.println(Machine.describe());
    System.out.printf(
        Locale.ROOT,
        "%d scrapes of %d GPUs x %d metrics, after %d to warm up%n",
        scrapes,
        hosts * gpus,
        Metric.values().length,
        warmUp);
    Latency latency = new Latency(connection, options.text("cluster", "latency"), hosts, gpus);
    Result result = latency.measure(warmUp, scrapes);
    System.out.printf(Locale.ROOT, "very first scrape %.1f ms%n", result.first());
    print("from request to queryable", result.fromRequest());
    print("from answer to queryable", result.fromAnswer());
  }

  /**
   * Publishes {@code warmUp} scrapes and then {@code scrapes} that count.
   *
   * @throws LocalFailure when one is not queryable after 30 s
   */
  public Result measure(int warmUp, int scrapes) throws InterruptedException, IOException {
    List<Round> rounds = new ArrayList<>();
    Instant first = clock.instant().minus(STEP.multipliedBy(warmUp + scrapes));
    for (int i = 0; i < warmUp + scrapes; i++) {
      rounds.add(round(first.plus(STEP.multipliedBy(i)).truncatedTo(ChronoUnit.MILLIS)));
      TimeUnit.MILLISECONDS.sleep(random.between(20, 80));
    }
    List<Round> counted = rounds.subList(warmUp, rounds.size());
    return new Result(
        rounds.get(0).fromRequest(),
        Timings.of(counted.stream().mapToDouble(Round::fromRequest).toArray()),
        Timings.of(counted.stream().mapToDouble(Round::fromAnswer).toArray()));
  }

  private Round round(Instant start) throws InterruptedException, IOException {
    byte[] csv = csv(start);
    long sent = System.nanoTime();
    byte[] answer = connection.post(path, "text/csv", csv);
    long answered = System.nanoTime();
    long values = (long) fleet.gpus().size() * Metric.values().length;
    if (JSON.readTree(answer).path("accepted").asLong() != values) {
      throw new LocalFailure(
          "not every value was accepted: " + new String(answer, StandardCharsets.UTF_8));
    }
    awaitVisible(start.plusSeconds(LAST.delaySeconds).toEpochMilli());
    long visible = System.nanoTime();
    return new Round((visible - sent) / 1e6, (visible - answered) / 1e6);
  }

  private byte[] csv(Instant start) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RowBuffer rows = new RowBuffer(bytes).append(layout.header());
    fleet.step();
    layout.scrape(start, fleet.walks(), rows);
    rows.flush();
    return bytes.toByteArray();
  }

  /**
   * Asks after one host at a time until it shows the scrape, then after all the others at once: to
   * ask after all of them all the time would take the processors from what is measured.
   */
  private void awaitVisible(long timeMs) throws InterruptedException, IOException {
    long begun = System.nanoTime();
    List<String> pending = questions();
    while (!pending.isEmpty()) {
      String first = pending.get(0);
      while (!shows(connection.find(List.of(first)).get(0), timeMs)) {
        if (System.nanoTime() - begun > LIMIT.toNanos()) {
          throw new LocalFailure("after 30 s not queryable: " + first);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
      pending = missing(pending.subList(1, pending.size()), timeMs);
    }
  }

  private List<String> missing(List<String> questions, long timeMs) throws IOException {
    List<Optional<byte[]>> answers = connection.find(questions);
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      if (!shows(answers.get(i), timeMs)) {
        missing.add(questions.get(i));
      }
    }
    return missing;
  }

  private static boolean shows(Optional<byte[]> answer, long timeMs) throws IOException {
    return answer.isPresent() && newest(JSON.readTree(answer.get())) >= timeMs;
  }

  /** For every host the question after its last GPU's {@link #LAST} metric, in any order. */
  private List<String> questions() {
    Map<String, String> questions = new LinkedHashMap<>();
    for (Gpu gpu : fleet.gpus()) {
      String question =
          "/queryGpu?cluster=%s&gpu=%s/%d&metric=%s"
              .formatted(Api.encode(cluster), gpu.host(), gpu.index(), LAST.dcgmName());
      questions.put(gpu.host(), question);
    }
    List<String> all = new ArrayList<>(questions.values());
    Collections.rotate(all, random.below(all.size()));
    return all;
  }

  private static long newest(JsonNode answer) {
    return answer.path("series").path(0).path("points").path(0).path(0).asLong(0);
  }

  private static void print(String what, Timings milliseconds) {
    System.out.printf(
        Locale.ROOT,
        "%-26s p50 %.1f ms  p90 %.1f ms  p99 %.1f ms  max %.1f ms%n",
        what,
        milliseconds.percentile(50),
        milliseconds.percentile(90),
        milliseconds.percentile(99),
        milliseconds.most());
  }
}
