package nexus.functions.api.series;

import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import nexus.functions.api.RequestParameters;
import nexus.functions.api.TimeText;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.Aggregation;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesRequest;

/**
 * A request for a series as parameters spell it.
 *
 * <ul>
 *   <li>{@code metric}: repeated or separated by commas, {@value SeriesRequest#MAX_METRICS} at
 *       most; none for all. All series of the metric, or one: {@code METRIC{label="value"}}.
 *   <li>the start (inclusive) and the end (exclusive) of the times: RFC 3339, epoch seconds or
 *       milliseconds, {@code now}, {@code now-1h30m}. Only a start: up to whatever is newest. Only
 *       an end: from the beginning. Neither: the newest value of each metric.
 *   <li>{@code namespace}, {@code pod}: samples of when the GPU worked for these alone; they need a
 *       range of times.
 *   <li>{@code step}, 1 ms to 366 d: one point for each step.
 *   <li>{@code agg}: {@link Aggregation}, {@code avg} unless given.
 *   <li>{@code limit}: most points a page over all series, 1 to {@value SeriesRequest#MAX_LIMIT}.
 *   <li>{@code cursor}: the answer's, with the same parameters otherwise ({@code limit} may
 *       change), for the page behind it.
 * </ul>
 *
 * @param request what is asked
 * @param identity the query as it is spelled, page aside: equal for all pages of one query, even
 *     while {@code now} moves
 */
record SeriesParameters(SeriesRequest request, String identity) {

  /** Longest name of a namespace or a pod. */
  private static final int MAX_LABEL = 256;

  /**
   * How a request says what differs from path to path.
   *
   * @param from parameter of the range's start
   * @param to parameter of its end
   * @param defaultLimit limit where none is given
   */
  record Spelling(String from, String to, int defaultLimit) {}

  /**
   * @param cluster the cluster, known already
   * @param gpu the GPU, known already
   * @param nowMs what {@code now} means
   * @throws InvalidInputException naming the first parameter that cannot be used
   */
  static SeriesParameters of(
      RequestParameters given, String cluster, GpuReference gpu, Spelling spelling, long nowMs) {
    SortedSet<String> metrics = given.storedMetrics("metric", SeriesRequest.MAX_METRICS);
    Optional<String> from = given.text(spelling.from, TimeText.MAX_LENGTH);
    Optional<String> to = given.text(spelling.to, TimeText.MAX_LENGTH);
    Optional<String> step = given.text("step", TimeText.MAX_LENGTH);
    Optional<String> agg = given.text("agg", 10);
    long stepMs = step.map(SeriesParameters::step).orElse(0L);
    if (step.isPresent() && from.isEmpty()) {
      throw new InvalidInputException(
          spelling.from, "step needs a " + spelling.from + ", where the buckets begin");
    }
    Aggregation aggregation = aggregation(agg, step.isPresent());
    SeriesRequest request =
        new SeriesRequest(
            cluster,
            gpu,
            metrics,
            range(spelling, from, to, nowMs),
            stepMs,
            aggregation,
            given.wholeNumber("limit", 1, SeriesRequest.MAX_LIMIT, spelling.defaultLimit),
            Optional.empty(),
            0,
            given.text("namespace", MAX_LABEL),
            given.text("pod", MAX_LABEL));
    String identity =
        String.join(
            "\n",
            cluster,
            gpu.toString(),
            metrics.toString(),
            from.toString(),
            to.toString(),
            Long.toString(stepMs),
            aggregation.toString(),
            request.namespace().toString(),
            request.pod().toString());
    Optional<SeriesCursor> cursor =
        given
            .text("cursor", SeriesCursor.MAX_LENGTH)
            .map(text -> SeriesCursor.decode(text, identity));
    return new SeriesParameters(cursor.map(one -> one.goOn(request)).orElse(request), identity);
  }

  /** The cursor of the page behind this one; null at the end. */
  String cursor(SeriesPage page) {
    return page.nextRequest().map(next -> SeriesCursor.of(next).encode(identity)).orElse(null);
  }

  private static Optional<TimeRange> range(
      Spelling spelling, Optional<String> from, Optional<String> to, long nowMs) {
    if (from.isEmpty() && to.isEmpty()) {
      return Optional.empty();
    }
    long fromMs = from.map(text -> TimeText.time(spelling.from, text, nowMs)).orElse(0L);
    long endMs = SeriesRequest.endOfTime(nowMs);
    long toMs = to.map(text -> TimeText.time(spelling.to, text, nowMs)).orElse(endMs);
    if (to.isPresent() && toMs < fromMs) {
      throw new InvalidInputException(
          spelling.to, spelling.to + " is before " + (from.isEmpty() ? "1970" : spelling.from));
    }
    // A range that begins behind everything there is holds nothing; it is no mistake.
    return Optional.of(new TimeRange(fromMs, to.isEmpty() ? Math.max(fromMs, toMs) : toMs));
  }

  private static long step(String text) {
    long stepMs = TimeText.duration("step", text);
    if (stepMs < 1 || stepMs > SeriesRequest.MAX_STEP_MS) {
      throw new InvalidInputException("step", "step must be 1ms to 366d");
    }
    return stepMs;
  }

  private static Aggregation aggregation(Optional<String> agg, boolean step) {
    if (agg.isPresent() && !step) {
      throw new InvalidInputException("agg", "agg needs a step, the width of its buckets");
    }
    return agg.map(SeriesParameters::aggregation).orElse(Aggregation.AVG);
  }

  private static Aggregation aggregation(String name) {
    for (Aggregation one : Aggregation.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(name)) {
        return one;
      }
    }
    throw new InvalidInputException(
        "agg", "agg must be one of avg, min, max, sum, count, last, p95");
  }
}
