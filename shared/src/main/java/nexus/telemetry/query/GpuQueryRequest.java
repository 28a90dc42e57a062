package nexus.telemetry.query;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.TimeRange;

/**
 * A checked query for one GPU's samples.
 *
 * @param cluster the cluster
 * @param gpu the GPU
 * @param metrics metrics wanted, ascending; empty for all
 * @param range the times wanted; empty for the newest value of each metric
 * @param stepMs width of a bucket in milliseconds; 0 for samples as they are
 * @param aggregation how a bucket's samples become one point
 * @param limit most points a page
 * @param cursor where to continue, or empty
 * @param identity the query as the request spells it, page aside: equal for all pages of one query,
 *     even while {@code now} moves
 */
record GpuQueryRequest(
    String cluster,
    GpuReference gpu,
    SortedSet<String> metrics,
    Optional<TimeRange> range,
    long stepMs,
    Aggregation aggregation,
    int limit,
    Optional<String> cursor,
    String identity) {

  static final int MAX_METRICS = 100;
  static final int MAX_LIMIT = 100_000;
  static final int DEFAULT_LIMIT = 10_000;
  static final long MAX_STEP_MS = 366L * 86_400_000;

  /** How far ahead of the clock a sample may be when it is taken in. */
  static final long FUTURE_MS = 86_400_000;

  /**
   * @param parameters each parameter's values
   * @param defaultCluster the cluster where none is named
   * @param nowMs the time, epoch milliseconds
   * @throws InvalidInputException naming the first parameter that cannot be used
   */
  static GpuQueryRequest parse(
      Map<String, List<String>> parameters, String defaultCluster, long nowMs) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    GpuReference gpu =
        GpuReference.parse(
            given.single("host", GpuReference.MAX_LENGTH),
            given.single("gpu", GpuReference.MAX_LENGTH));
    return of(given, cluster, gpu, new Spelling("from", "to", DEFAULT_LIMIT), nowMs);
  }

  /**
   * How a request says what differs from path to path.
   *
   * @param from parameter of the range's start
   * @param to parameter of its end
   * @param defaultLimit limit where none is given
   */
  record Spelling(String from, String to, int defaultLimit) {}

  /**
   * A query whose GPU is known.
   *
   * @throws InvalidInputException naming the first parameter that cannot be used
   */
  static GpuQueryRequest of(
      QueryParameters given, String cluster, GpuReference gpu, Spelling spelling, long nowMs) {
    SortedSet<String> metrics = given.names("metric", MAX_METRICS);
    Optional<String> from = given.single(spelling.from, TimeParameters.MAX_LENGTH);
    Optional<String> to = given.single(spelling.to, TimeParameters.MAX_LENGTH);
    Optional<String> step = given.single("step", TimeParameters.MAX_LENGTH);
    Optional<String> agg = given.single("agg", 10);
    long stepMs = step.map(GpuQueryRequest::step).orElse(0L);
    if (step.isPresent() && from.isEmpty()) {
      throw new InvalidInputException(
          spelling.from, "step needs a " + spelling.from + ", where the buckets begin");
    }
    Aggregation aggregation = aggregation(agg, step.isPresent());
    return new GpuQueryRequest(
        cluster,
        gpu,
        metrics,
        range(spelling, from, to, nowMs),
        stepMs,
        aggregation,
        given.number("limit", 1, MAX_LIMIT, spelling.defaultLimit),
        given.single("cursor", Cursor.MAX_LENGTH),
        String.join(
            "\n",
            cluster,
            gpu.toString(),
            metrics.toString(),
            from.toString(),
            to.toString(),
            Long.toString(stepMs),
            aggregation.toString()));
  }

  boolean wants(String metric) {
    return metrics.isEmpty() || metrics.contains(metric);
  }

  /** The same for a page of another size. */
  GpuQueryRequest withLimit(int most) {
    return new GpuQueryRequest(
        cluster, gpu, metrics, range, stepMs, aggregation, most, cursor, identity);
  }

  /** The same for the page that {@code next} begins. */
  GpuQueryRequest at(String next) {
    return new GpuQueryRequest(
        cluster, gpu, metrics, range, stepMs, aggregation, limit, Optional.of(next), identity);
  }

  private static Optional<TimeRange> range(
      Spelling spelling, Optional<String> from, Optional<String> to, long nowMs) {
    if (from.isEmpty() && to.isEmpty()) {
      return Optional.empty();
    }
    long fromMs = from.map(text -> TimeParameters.time(spelling.from, text, nowMs)).orElse(0L);
    // A sample that was exactly a day ahead when it was taken in lies before this end.
    long endMs = Math.min(nowMs + FUTURE_MS + 1, Keyspace.MAX_TIME_MS);
    long toMs = to.map(text -> TimeParameters.time(spelling.to, text, nowMs)).orElse(endMs);
    if (to.isPresent() && toMs < fromMs) {
      throw new InvalidInputException(
          spelling.to, spelling.to + " is before " + (from.isEmpty() ? "1970" : spelling.from));
    }
    // A range that begins behind everything there is holds nothing; it is no mistake.
    return Optional.of(new TimeRange(fromMs, to.isEmpty() ? Math.max(fromMs, toMs) : toMs));
  }

  private static long step(String text) {
    long stepMs = TimeParameters.duration("step", text);
    if (stepMs < 1 || stepMs > MAX_STEP_MS) {
      throw new InvalidInputException("step", "step must be 1ms to 366d");
    }
    return stepMs;
  }

  private static Aggregation aggregation(Optional<String> agg, boolean step) {
    if (agg.isPresent() && !step) {
      throw new InvalidInputException("agg", "agg needs a step, the width of its buckets");
    }
    return agg.map(Aggregation::parse).orElse(Aggregation.AVG);
  }
}
