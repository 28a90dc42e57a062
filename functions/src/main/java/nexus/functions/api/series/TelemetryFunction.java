package nexus.functions.api.series;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import nexus.functions.api.AnswerSize;
import nexus.functions.api.RequestParameters;
import nexus.functions.api.format.ExportContent;
import nexus.functions.api.format.RequestedFormat;
import nexus.functions.api.format.SampleFormat;
import nexus.functions.api.series.SeriesParameters.Spelling;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.GpuFacts;
import nexus.telemetry.model.GpuId;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.Runs;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.query.AskedCluster;
import nexus.telemetry.query.NotFoundException;
import nexus.telemetry.query.fleet.FleetQuery;
import nexus.telemetry.query.gpu.GpuFinder;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.Origin;
import nexus.telemetry.query.series.SeriesExport;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;

/**
 * {@code GET /api/v1/gpus/{id}/telemetry} and {@code GET
 * /api/v1/clusters/{cluster}/hosts/{host}/gpus/{gpu}/metrics}: one GPU's samples one by one, as
 * JSON, CSV or NDJSON.
 *
 * <p>Parameters: {@code id}, or {@code host} and {@code gpu}; {@code cluster}; {@code start_time}
 * and {@code end_time}; {@code format}; and those of {@link SeriesParameters}. An export without
 * {@code limit} is all there is, where a response may be of any size.
 */
@Singleton
public final class TelemetryFunction {

  private static final int DEFAULT_LIMIT = 1_000;

  /** Bytes of a sample at most, with a metric's longest name, and of one of an export. */
  private static final long SAMPLE = 500;

  private static final long EXPORTED_SAMPLE = AnswerSize.ofRow() + 2_000;

  /** Bytes of a page besides its samples. */
  private static final long ENVELOPE = 64 << 10;

  private final SeriesQuery query;
  private final SeriesExport exports;
  private final GpuFinder gpus;
  private final FleetQuery fleet;
  private final String defaultCluster;
  private final InstantSource clock;

  TelemetryFunction(
      SeriesQuery query,
      SeriesExport exports,
      GpuFinder gpus,
      FleetQuery fleet,
      Settings settings,
      InstantSource clock) {
    this.query = query;
    this.exports = exports;
    this.gpus = gpus;
    this.fleet = fleet;
    this.defaultCluster = settings.cluster();
    this.clock = clock;
  }

  /** Samples of the GPU whose {@code id} the path has. */
  public Object ofId(Request request) {
    return answer(request, Set.of("id"));
  }

  /** Samples of the GPU whose {@code cluster}, {@code host} and {@code gpu} the path has. */
  public Object ofPlace(Request request) {
    return answer(request, Set.of("cluster", "host", "gpu"));
  }

  private Object answer(Request request, Set<String> inPath) {
    RequestParameters given = new RequestParameters(request.parameters());
    Optional<SampleFormat> format = RequestedFormat.of(request.parameters(), request.accept());
    return format.isEmpty()
        ? page(given, request.maxBytes())
        : export(given, format.get(), request, inPath);
  }

  /** A page of samples. */
  private TelemetryAnswer page(RequestParameters given, long maxBytes) {
    SeriesParameters asked = parameters(given, DEFAULT_LIMIT);
    SeriesPage page = run(within(asked.request(), maxBytes, SAMPLE));
    return TelemetryAnswer.of(
        fleet.gpu(asked.request().cluster(), page.gpu(), page.facts()), page, asked.cursor(page));
  }

  /**
   * Samples to be written: a page where {@code limit} or a response's size says so, else all. The
   * first are read here, the rest while they are written, at the same revision.
   */
  private ExportContent export(
      RequestParameters given, SampleFormat format, Request request, Set<String> inPath) {
    long maxBytes = request.maxBytes();
    boolean one = given.text("limit", 20).isPresent() || maxBytes != Long.MAX_VALUE;
    SeriesParameters asked = parameters(given, one ? SeriesRequest.MAX_LIMIT : SeriesExport.PAGE);
    SeriesPage begin = whole(within(asked.request(), maxBytes, EXPORTED_SAMPLE));
    long bytes = bytesOfSample(begin.origins());
    SeriesPage page =
        bytes > EXPORTED_SAMPLE && maxBytes != Long.MAX_VALUE
            ? whole(within(asked.request(), maxBytes, bytes))
            : begin;
    return one
        ? ExportContent.of(
            sink -> SeriesExport.write(page, sink),
            Optional.ofNullable(asked.cursor(page)),
            format,
            request,
            inPath)
        : ExportContent.of(
            sink -> exports.writeAll(page, sink), Optional.empty(), format, request, inPath);
  }

  /** Most bytes of a sample of an export, with a series' longest name. */
  private static long bytesOfSample(Runs<Origin> origins) {
    long most = 0;
    for (int i = 0; i < origins.size(); i++) {
      GpuId gpu = origins.value(i).gpu();
      GpuFacts facts = origins.value(i).facts();
      most =
          Math.max(
              most,
              AnswerSize.ofRow(gpu.host(), gpu.gpu(), facts.uuid(), facts.device(), facts.model())
                  + AnswerSize.ofRow(facts.driver(), facts.labels().toString()));
    }
    return most + Names.MAX_LENGTH + SeriesName.MAX_LENGTH;
  }

  private SeriesParameters parameters(RequestParameters given, int defaultLimit) {
    AskedCluster cluster = given.askedCluster(defaultCluster);
    Spelling spelling = new Spelling("start_time", "end_time", defaultLimit);
    return SeriesParameters.of(
        given, cluster.name(), gpu(given, cluster), spelling, clock.millis());
  }

  private GpuReference gpu(RequestParameters given, AskedCluster cluster) {
    Optional<String> host = given.text("host", Names.MAX_LENGTH);
    return host.isPresent()
        ? GpuReference.parse(host, given.text("gpu", Names.MAX_LENGTH))
        : gpus.find(given.text("id", GpuReference.MAX_LENGTH).orElse(""), cluster);
  }

  private static SeriesRequest within(SeriesRequest request, long maxBytes, long bytesOfSample) {
    long fits = Math.max(1, (maxBytes - ENVELOPE) / bytesOfSample);
    return fits < request.limit() ? request.withLimit((int) fits) : request;
  }

  private SeriesPage whole(SeriesRequest request) {
    return named(() -> exports.page(request));
  }

  private SeriesPage run(SeriesRequest request) {
    return named(() -> query.run(request));
  }

  /** In these paths it is {@code id} that names a GPU. */
  private static SeriesPage named(Supplier<SeriesPage> read) {
    try {
      return read.get();
    } catch (NotFoundException e) {
      throw e.field().equals("gpu") ? new NotFoundException("id", e.getMessage()) : e;
    }
  }
}
