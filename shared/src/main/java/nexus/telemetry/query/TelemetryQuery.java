package nexus.telemetry.query;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import nexus.telemetry.keys.Keyspace;
import nexus.telemetry.kv.Kv;
import nexus.telemetry.kv.KvFutures;
import nexus.telemetry.kv.Range;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.UnreadableException;
import nexus.telemetry.query.GpuQueryRequest.Spelling;
import nexus.telemetry.store.GpuMetadata;
import nexus.telemetry.store.GpuMetadataCodec;
import nexus.telemetry.store.HostLatest;
import nexus.telemetry.store.HostLatestCodec;
import org.jboss.logging.Logger;

/**
 * Answers for one GPU as {@link GpuQuery} does, sample by sample.
 *
 * <p>Parameters: {@code id}, or {@code host} and {@code gpu} ({@link GpuPath}); {@code cluster},
 * {@code metric}, {@code step}, {@code agg}, {@code cursor} as there; {@code start_time} and {@code
 * end_time} as {@code from} and {@code to}; {@code limit} from 1 to {@value
 * GpuQueryRequest#MAX_LIMIT}, {@value #DEFAULT_LIMIT} unless given.
 */
public final class TelemetryQuery {

  static final int DEFAULT_LIMIT = 1_000;

  private static final Logger LOG = Logger.getLogger(TelemetryQuery.class);

  /** Points read at a time for an export. */
  private static final int EXPORT_PAGE = 50_000;

  /** Bytes of a sample at most, with a metric's longest name, and of one of an export. */
  private static final long SAMPLE = 500;

  private static final long EXPORTED_SAMPLE = AnswerSize.ofRow() + 2_000;

  /** Bytes of a page besides its samples. */
  private static final long ENVELOPE = 64 << 10;

  private final Kv kv;
  private final Keyspace keys;
  private final GpuQuery query;
  private final GpuPath paths;
  private final InstantSource clock;
  private final long staleAfterMs;

  /**
   * @param kv the store
   * @param keys its keys
   * @param query answers the same as series
   * @param fleet what there is
   * @param clock what {@code now} means, and by which samples are stale
   * @param staleAfterMs age at which a GPU's newest sample makes it stale, milliseconds
   */
  public TelemetryQuery(
      Kv kv,
      Keyspace keys,
      GpuQuery query,
      FleetQuery fleet,
      InstantSource clock,
      long staleAfterMs) {
    this.kv = kv;
    this.keys = keys;
    this.query = query;
    this.paths = new GpuPath(kv, keys, fleet);
    this.clock = clock;
    this.staleAfterMs = staleAfterMs;
  }

  /**
   * A page of samples. Throws as {@link GpuQuery#run} does, and what {@link GpuPath} throws.
   *
   * @param defaultCluster the cluster where none is named
   * @param maxBytes most bytes of the answer as JSON
   */
  public TelemetryPage page(
      Map<String, List<String>> parameters, String defaultCluster, long maxBytes) {
    GpuQueryRequest request = request(parameters, defaultCluster, DEFAULT_LIMIT);
    GpuSeries series = run(within(request, maxBytes, SAMPLE));
    return TelemetryPage.of(gpu(series), series);
  }

  /**
   * Samples to be written: a page where {@code limit} or {@code maxBytes} says so, else all. The
   * first are read here, the rest while they are written, at the same revision.
   *
   * <p>What an export cannot tell is that something is missing, so it fails then.
   *
   * @throws UnreadableException when samples may be missing, because a block cannot be read, or
   *     facts are; or while they are written
   * @param maxBytes most bytes of what is written
   */
  public Export export(Map<String, List<String>> parameters, String defaultCluster, long maxBytes) {
    boolean page = hasLimit(parameters) || maxBytes != Long.MAX_VALUE;
    GpuQueryRequest request =
        request(parameters, defaultCluster, page ? GpuQueryRequest.MAX_LIMIT : EXPORT_PAGE);
    GpuQueryRequest first = within(request, maxBytes, EXPORTED_SAMPLE);
    GpuSeries series = whole(first);
    GpuId gpu = new GpuId(series.host(), series.gpu());
    GpuFacts facts = facts(series, gpu);
    long bytes = bytesOfSample(gpu, facts);
    if (bytes > EXPORTED_SAMPLE && maxBytes != Long.MAX_VALUE) {
      series = whole(within(request, maxBytes, bytes));
    }
    return export(page, gpu, facts, first, series);
  }

  private Export export(
      boolean page, GpuId gpu, GpuFacts facts, GpuQueryRequest first, GpuSeries series) {
    return page
        ? new Export(Optional.ofNullable(series.cursor()), sink -> write(gpu, facts, series, sink))
        : new Export(Optional.empty(), sink -> writeAll(gpu, facts, first, series, sink));
  }

  private static boolean hasLimit(Map<String, List<String>> parameters) {
    return new QueryParameters(parameters).single("limit", 20).isPresent();
  }

  /** Most bytes of a sample of an export, with a metric's longest name. */
  private static long bytesOfSample(GpuId gpu, GpuFacts facts) {
    return AnswerSize.ofRow(gpu.host(), gpu.gpu(), facts.uuid(), facts.device(), facts.model())
        + AnswerSize.ofRow(facts.driver(), facts.labels().toString())
        + Names.MAX_LENGTH;
  }

  private GpuQueryRequest request(
      Map<String, List<String>> parameters, String defaultCluster, int defaultLimit) {
    QueryParameters given = new QueryParameters(parameters);
    String cluster = given.cluster(defaultCluster);
    Spelling spelling = new Spelling("start_time", "end_time", defaultLimit);
    GpuReference gpu = paths.find(given, cluster, defaultCluster);
    return GpuQueryRequest.of(given, cluster, gpu, spelling, clock.millis());
  }

  private static GpuQueryRequest within(
      GpuQueryRequest request, long maxBytes, long bytesOfSample) {
    long fits = Math.max(1, (maxBytes - ENVELOPE) / bytesOfSample);
    return fits < request.limit() ? request.withLimit((int) fits) : request;
  }

  private GpuSeries whole(GpuQueryRequest request) {
    GpuSeries series = run(request);
    if (!series.missing().isEmpty()) {
      Missing missing = series.missing().get(0);
      throw UnreadableException.answer(
          missing.key(),
          "%s; export around %s to %s, or ask for JSON, which tells what is missing"
              .formatted(missing.reason(), missing.from(), missing.to()),
          null);
    }
    return series;
  }

  private GpuSeries run(GpuQueryRequest request) {
    try {
      return query.run(request, Long.MAX_VALUE);
    } catch (NotFoundException e) {
      throw e.field().equals("gpu") ? new NotFoundException("id", e.getMessage()) : e;
    }
  }

  /** What the host's newest values say of the GPU; it may have lost them meanwhile. */
  private Fleet.Gpu gpu(GpuSeries series) {
    HostLatest.Gpu gpu =
        read(keys.latest(series.cluster(), series.host()), HostLatestCodec::decode)
            .flatMap(host -> host.gpus().stream().filter(is(series)).findFirst())
            .orElse(
                new HostLatest.Gpu(
                    series.gpu(), series.uuid(), series.device(), series.model(), List.of()));
    return Fleet.Gpu.of(series.host(), gpu, clock.millis() - staleAfterMs);
  }

  private static Predicate<HostLatest.Gpu> is(GpuSeries series) {
    return gpu -> gpu.gpu().equals(series.gpu());
  }

  /** All that is stored of the GPU. */
  private GpuFacts facts(GpuSeries series, GpuId gpu) {
    return find(keys.metadata(series.cluster(), gpu), GpuMetadataCodec::decode)
        .map(GpuMetadata::facts)
        .orElse(new GpuFacts(series.uuid(), series.device(), series.model(), "", Map.of()));
  }

  /** What is stored there; empty also when it cannot be read, which is no reason to fail here. */
  private <T> Optional<T> read(String key, Function<byte[], T> codec) {
    try {
      return find(key, codec);
    } catch (UnreadableException e) {
      LOG.warnf("telemetry goes on without what cannot be read: %s", e.getMessage());
      return Optional.empty();
    }
  }

  private <T> Optional<T> find(String key, Function<byte[], T> codec) {
    return KvFutures.await(kv.range(Range.key(key))).entries().stream()
        .findFirst()
        .map(entry -> StoredValues.decode(entry, codec));
  }

  private void writeAll(
      GpuId gpu, GpuFacts facts, GpuQueryRequest first, GpuSeries begin, SampleSink sink)
      throws IOException {
    GpuSeries series = begin;
    write(gpu, facts, series, sink);
    while (series.cursor() != null) {
      series = whole(first.at(series.cursor()));
      write(gpu, facts, series, sink);
    }
  }

  private static void write(GpuId gpu, GpuFacts facts, GpuSeries series, SampleSink sink)
      throws IOException {
    sink.gpu(gpu, facts);
    PointRows.forEach(TelemetryPage.columns(series), sink::sample);
  }
}
