package nexus.bench.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import nexus.bench.Connection;
import nexus.bench.Gpu;
import nexus.bench.Metric;
import nexus.bench.Plan;
import nexus.bench.SplitMix;
import nexus.bench.Timings;
import nexus.local.Api;
import nexus.local.LocalFailure;

/**
 * What panels of Grafana ask of {@code query_range} over the whole of a capture: one metric, a
 * value each minute, of a whole fleet or of one GPU, any of both. Whoever answers, the points of
 * each answer are counted.
 *
 * @param plan the capture
 * @param others further parameters, each with its ampersand
 * @param quick whether few questions will do
 */
public record PromqlPanels(Plan plan, String others, boolean quick) {

  private static final Duration STEP = Duration.ofMinutes(1);
  private static final JsonFactory JSON = new JsonFactory();

  private Duration span() {
    return plan.step().multipliedBy(plan.scrapes());
  }

  private long steps() {
    return span().dividedBy(STEP);
  }

  /**
   * Milliseconds of panels.
   *
   * @param fleet of one metric of the whole fleet
   * @param one of one metric of one GPU
   */
  public record Asked(Timings fleet, Timings one) {}

  /** Asks for panels of both kinds. */
  public Asked ask(Connection connection) throws IOException {
    return new Asked(fleet(connection), one(connection));
  }

  private Timings fleet(Connection connection) throws IOException {
    SplitMix random = new SplitMix(1);
    int count = quick ? 2 : 20;
    return ask(
        connection,
        count,
        count,
        () -> path(Questions.anyMetric(random).dcgmName()),
        plan.fleet().gpus().size() * steps());
  }

  private Timings one(Connection connection) throws IOException {
    List<Gpu> gpus = plan.fleet().gpus();
    SplitMix random = new SplitMix(2);
    return ask(
        connection,
        quick ? 20 : 300,
        quick ? 20 : 500,
        () -> path(selector(gpus.get(random.below(gpus.size())), Questions.anyMetric(random))),
        steps());
  }

  private static Timings ask(
      Connection connection, int warmUp, int count, Supplier<String> path, long points)
      throws IOException {
    return Requests.time(
        connection,
        warmUp,
        count,
        asked -> asked.get(path.get()),
        answer -> {
          long found = points(answer);
          if (found != points) {
            throw new LocalFailure("not " + points + " points but " + found);
          }
        });
  }

  private static String selector(Gpu gpu, Metric metric) {
    return "%s{Hostname=\"%s\",gpu=\"%d\"}".formatted(metric.dcgmName(), gpu.host(), gpu.index());
  }

  /** From a minute after the first scrape, when it has brought every metric, to the last one. */
  private String path(String expression) {
    return "/api/v1/query_range?query=%s&start=%d&end=%d&step=%d%s"
        .formatted(
            Api.encode(expression),
            plan.start().plus(STEP).getEpochSecond(),
            plan.start().plus(span()).getEpochSecond(),
            STEP.toSeconds(),
            others);
  }

  /** Points of all series of an answer. */
  static long points(byte[] answer) throws IOException {
    long points = 0;
    try (JsonParser json = JSON.createParser(answer)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME && json.currentName().equals("values")) {
          json.nextToken();
          while (json.nextToken() == JsonToken.START_ARRAY) {
            points++;
            json.skipChildren();
          }
        }
      }
    }
    return points;
  }
}
