package nexus.telemetry.query;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvException;
import nexus.telemetry.letters.Quarantine;
import nexus.telemetry.letters.Quarantine.Damaged;
import nexus.telemetry.model.MetricColumn;
import nexus.telemetry.model.MetricUnits;
import nexus.telemetry.model.TimeRange;
import nexus.telemetry.model.Timestamps;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.GpuReader.Gpu;
import org.jboss.logging.Logger;

/**
 * Answers for one GPU: its samples in a range of time, those of a range gathered in buckets, or the
 * newest value of each metric.
 *
 * <p>Parameters:
 *
 * <ul>
 *   <li>{@code gpu}: a UUID, {@code host/index}, or with {@code host} the index. An instance of a
 *       GPU is {@code host/0.3} or {@code {uuid}.3}. An index alone is refused.
 *   <li>{@code cluster}
 *   <li>{@code metric}: repeated or separated by commas, {@value GpuQueryRequest#MAX_METRICS} at
 *       most; none for all. A metric that the GPU has no points of is left out of the answer.
 *   <li>{@code from} (inclusive), {@code to} (exclusive): RFC 3339, epoch seconds or milliseconds,
 *       {@code now}, {@code now-1h30m}. Only {@code from}: up to whatever is newest. Only {@code
 *       to}: from the beginning. Neither: the newest value of each metric.
 *   <li>{@code step}, 1 ms to 366 d: one point a bucket, which begins at a multiple of the step
 *       counted from the epoch. Only samples of the range count, so that the first and the last
 *       bucket may be partly filled.
 *   <li>{@code agg}: {@link Aggregation}, {@code avg} unless given.
 *   <li>{@code limit}: most points a page over all series, 1 to {@value GpuQueryRequest#MAX_LIMIT},
 *       {@value GpuQueryRequest#DEFAULT_LIMIT} unless given.
 *   <li>{@code cursor}: the answer's, with the same parameters otherwise ({@code limit} may
 *       change), for the page behind it.
 * </ul>
 *
 * <p>Points are paged by time and then by metric, at one revision of the store: the pages of a
 * metric, one after the other, are its series without gap or repeat, whatever is written meanwhile.
 *
 * <p>A block that cannot be read is set aside, as long as nobody has done so, and stays where it
 * is. The answer has all else, and says of which times samples may be missing: as long as the block
 * is there, and when others took its place, as long as its dead letter is.
 */
public final class GpuQuery {

  private static final Logger LOG = Logger.getLogger(GpuQuery.class);

  private final Kv kv;
  private final Keyspace keys;
  private final Quarantine quarantine;
  private final long blockSpanMs;
  private final InstantSource clock;

  /**
   * @param kv the store
   * @param keys its keys
   * @param blockSpanMs span of a block, as the drain writes them
   * @param clock what {@code now} means
   */
  public GpuQuery(Kv kv, Keyspace keys, long blockSpanMs, InstantSource clock) {
    this.kv = kv;
    this.keys = keys;
    this.quarantine = new Quarantine(kv, keys);
    this.blockSpanMs = blockSpanMs;
    this.clock = clock;
  }

  /**
   * Answers one request.
   *
   * @param parameters each parameter's values
   * @param defaultCluster the cluster where none is named
   * @throws nexus.telemetry.model.InvalidInputException naming the parameter that cannot be used
   * @throws NotFoundException when there is no such cluster or GPU
   * @throws GoneException when the cursor's revision is compacted away
   * @throws UnreadableException when a stored value cannot be read
   * @throws KvException when etcd fails
   */
  public GpuSeries run(Map<String, List<String>> parameters, String defaultCluster) {
    return run(parameters, defaultCluster, Long.MAX_VALUE);
  }

  /**
   * Answers one request as {@link #run(Map, String)} does, with fewer points than its limit where
   * the answer would be larger; the cursor goes on behind them.
   *
   * @param maxBytes most bytes of the answer as JSON, also when that is written as a text within
   *     JSON; a page has a point at least
   */
  public GpuSeries run(Map<String, List<String>> parameters, String defaultCluster, long maxBytes) {
    return run(GpuQueryRequest.parse(parameters, defaultCluster, clock.millis()), maxBytes);
  }

  /** Answers one request, likewise. */
  GpuSeries run(GpuQueryRequest request, long maxBytes) {
    Optional<Cursor> cursor = request.cursor().map(text -> Cursor.decode(text, request.identity()));
    try {
      return run(request, cursor, maxBytes);
    } catch (KvException e) {
      if (cursor.isPresent() && e.kind() == KvException.Kind.COMPACTED) {
        throw new GoneException(
            "cursor", "the revision of this cursor is compacted away: ask again without it", e);
      }
      throw e;
    }
  }

  private GpuSeries run(GpuQueryRequest request, Optional<Cursor> cursor, long maxBytes) {
    Optional<TimeRange> range =
        request
            .range()
            .map(now -> cursor.map(at -> new TimeRange(at.fromMs(), at.toMs())).orElse(now));
    long revision = cursor.map(Cursor::revision).orElse(0L);
    Position start =
        cursor
            .map(Cursor::next)
            .orElseGet(() -> new Position(range.map(TimeRange::fromMs).orElse(0L), ""));
    GpuReader reader = new GpuReader(kv, keys, request, revision);
    Gpu gpu =
        range.isPresent() ? reader.samples(range.get(), start, blockSpanMs) : reader.newest(start);
    GpuSeries answer = answer(request, range, start, gpu, maxBytes);
    gpu.missing().ifPresent(missing -> quarantine(request.cluster(), missing));
    return answer;
  }

  /** Keeps the bytes of damaged blocks; where that fails, whoever comes by next does it. */
  private void quarantine(String cluster, MissingSpans missing) {
    try {
      for (Damaged block : missing.found()) {
        if (quarantine.keep(cluster, block, clock.millis(), List.of())) {
          LOG.warnf("block set aside: %s: %s", block.key(), block.reason());
        }
      }
    } catch (KvException e) {
      LOG.warnf("damaged blocks are not set aside yet: cluster=%s %s", cluster, e.getMessage());
    }
  }

  private static GpuSeries answer(
      GpuQueryRequest request, Optional<TimeRange> range, Position start, Gpu gpu, long maxBytes) {
    List<Missing> ahead = missing(request, range, start, gpu, Optional.empty());
    PointPage page =
        gpu.page().within(maxBytes - envelope(request, gpu) - AnswerSize.ofMissing(ahead));
    String cursor =
        page.next()
            .map(
                next ->
                    new Cursor(
                            gpu.revision(),
                            range.map(TimeRange::fromMs).orElse(-1L),
                            range.map(TimeRange::toMs).orElse(-1L),
                            next)
                        .encode(request.identity()))
            .orElse(null);
    return new GpuSeries(
        request.cluster(),
        gpu.id().host(),
        gpu.id().gpu(),
        gpu.uuid(),
        gpu.device(),
        gpu.model(),
        range.map(times -> Timestamps.format(times.fromMs())).orElse(null),
        range.map(times -> Timestamps.format(times.toMs())).orElse(null),
        page.columns().stream().map(GpuQuery::series).toList(),
        missing(request, range, start, gpu, page.next()),
        cursor);
  }

  /** What is missing of a page's times: from its first point to that of the next page. */
  private static List<Missing> missing(
      GpuQueryRequest request,
      Optional<TimeRange> range,
      Position start,
      Gpu gpu,
      Optional<Position> next) {
    if (range.isEmpty() || gpu.missing().isEmpty()) {
      return List.of();
    }
    TimeRange times = range.get();
    long resolutionMs = Math.max(1, request.stepMs());
    long fromMs = Math.max(times.fromMs(), start.timeMs());
    long toMs =
        next.map(Position::timeMs)
            .map(at -> Math.min(times.toMs(), at + resolutionMs))
            .orElse(times.toMs());
    return gpu.missing().get().within(fromMs, toMs);
  }

  private static long envelope(GpuQueryRequest request, Gpu gpu) {
    return AnswerSize.ofEnvelope(
        request.cluster(), gpu.id().host(), gpu.id().gpu(), gpu.uuid(), gpu.device(), gpu.model());
  }

  private static GpuSeries.Series series(MetricColumn points) {
    return new GpuSeries.Series(points.metric(), MetricUnits.unit(points.metric()), points);
  }
}
