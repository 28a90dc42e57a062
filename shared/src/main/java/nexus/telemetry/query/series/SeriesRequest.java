package nexus.telemetry.query.series;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.query.gpu.GpuReference;

/**
 * What is asked of one GPU: a page of its samples, of points over steps of time, or of its newest
 * values.
 *
 * @param cluster the cluster
 * @param gpu the GPU
 * @param metrics metrics wanted, of which all series are, or series; ascending; empty for all
 * @param range the times wanted; empty for the newest value of each metric
 * @param stepMs width of a step in milliseconds, whose samples become one point; 0 for samples as
 *     they are
 * @param aggregation how a step's samples become one point
 * @param limit most points of the page
 * @param start the page's first point; empty for the first there is
 * @param revision the store's revision to read at; 0 for the newest
 * @param namespace samples of when the GPU worked for this namespace alone; empty for all
 * @param pod likewise for this pod
 */
public record SeriesRequest(
    String cluster,
    GpuReference gpu,
    SortedSet<String> metrics,
    Optional<TimeRange> range,
    long stepMs,
    Aggregation aggregation,
    int limit,
    Optional<Position> start,
    long revision,
    Optional<String> namespace,
    Optional<String> pod) {

  /** Most metrics that a request names. */
  public static final int MAX_METRICS = 100;

  /** Most points of a page. */
  public static final int MAX_LIMIT = 100_000;

  /** Points of a page where nothing else is said. */
  public static final int DEFAULT_LIMIT = 10_000;

  /** The longest step. */
  public static final long MAX_STEP_MS = 366L * 86_400_000;

  /** How far ahead of the clock a sample may be when it is taken in. */
  private static final long FUTURE_MS = 86_400_000;

  /**
   * @throws InvalidInputException naming what cannot be used
   */
  public SeriesRequest {
    Names.check("cluster", cluster);
    metrics = Collections.unmodifiableSortedSet(new TreeSet<>(metrics));
    check(metrics.size() <= MAX_METRICS, "metric", "metric may name " + MAX_METRICS + " at most");
    check(stepMs >= 0 && stepMs <= MAX_STEP_MS, "step", "step must be 1ms to 366d");
    check(stepMs == 0 || range.isPresent(), "step", "step needs a range, where it begins");
    check(limit >= 1 && limit <= MAX_LIMIT, "limit", "limit must be 1 to " + MAX_LIMIT);
    check(revision >= 0, "revision", "revision must not be negative");
    String whose = namespace.isPresent() ? "namespace" : "pod";
    check(
        range.isPresent() || (namespace.isEmpty() && pod.isEmpty()),
        whose,
        whose + " needs a range of time: newest values do not tell for whom a GPU worked");
  }

  /** For whomever the GPU worked. */
  public SeriesRequest(
      String cluster,
      GpuReference gpu,
      SortedSet<String> metrics,
      Optional<TimeRange> range,
      long stepMs,
      Aggregation aggregation,
      int limit,
      Optional<Position> start,
      long revision) {
    this(
        cluster,
        gpu,
        metrics,
        range,
        stepMs,
        aggregation,
        limit,
        start,
        revision,
        Optional.empty(),
        Optional.empty());
  }

  private static void check(boolean holds, String field, String message) {
    if (!holds) {
      throw new InvalidInputException(field, message);
    }
  }

  /** The newest value of each metric. */
  public static SeriesRequest newest(String cluster, GpuReference gpu) {
    return new SeriesRequest(
        cluster,
        gpu,
        Collections.emptySortedSet(),
        Optional.empty(),
        0,
        Aggregation.AVG,
        DEFAULT_LIMIT,
        Optional.empty(),
        0);
  }

  /** The samples of a range of time. */
  public static SeriesRequest samples(String cluster, GpuReference gpu, TimeRange range) {
    return newest(cluster, gpu).within(range);
  }

  /** The same of these times. */
  public SeriesRequest within(TimeRange times) {
    return with(metrics, Optional.of(times), stepMs, aggregation, limit, start, revision);
  }

  /** The same of these metrics alone. */
  public SeriesRequest of(SortedSet<String> wanted) {
    return with(wanted, range, stepMs, aggregation, limit, start, revision);
  }

  /** The same with a point for each step. */
  public SeriesRequest everyStep(long widthMs, Aggregation by) {
    return with(metrics, range, widthMs, by, limit, start, revision);
  }

  /** The same for a page of another size. */
  public SeriesRequest withLimit(int most) {
    return with(metrics, range, stepMs, aggregation, most, start, revision);
  }

  /** The same for the page that begins with {@code first}, as of a revision of the store. */
  public SeriesRequest from(Position first, long asOf) {
    return with(metrics, range, stepMs, aggregation, limit, Optional.of(first), asOf);
  }

  /** The same of when the GPU worked for this namespace and this pod; either may be any. */
  public SeriesRequest workingFor(Optional<String> inNamespace, Optional<String> inPod) {
    return new SeriesRequest(
        cluster,
        gpu,
        metrics,
        range,
        stepMs,
        aggregation,
        limit,
        start,
        revision,
        inNamespace,
        inPod);
  }

  private SeriesRequest with(
      SortedSet<String> wanted,
      Optional<TimeRange> times,
      long widthMs,
      Aggregation by,
      int most,
      Optional<Position> first,
      long asOf) {
    return new SeriesRequest(
        cluster, gpu, wanted, times, widthMs, by, most, first, asOf, namespace, pod);
  }

  /** The first time behind every sample that can be stored at {@code nowMs}. */
  public static long endOfTime(long nowMs) {
    // A sample that was exactly a day ahead when it was taken in lies before this end.
    return Math.min(nowMs + FUTURE_MS + 1, Keyspace.MAX_TIME_MS);
  }

  /** Whether a series is wanted. */
  boolean wants(String series) {
    return metrics.isEmpty()
        || metrics.contains(series)
        || metrics.contains(SeriesName.metricOf(series));
  }

  /** The page's first point, or a place before all points. */
  Position begin() {
    return start.orElseGet(() -> new Position(range.map(TimeRange::fromMs).orElse(0L), ""));
  }

  /** Width of a point in milliseconds. */
  long resolutionMs() {
    return Math.max(1, stepMs);
  }
}
