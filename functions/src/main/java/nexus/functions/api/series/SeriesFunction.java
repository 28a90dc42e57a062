package nexus.functions.api.series;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import nexus.functions.api.RequestParameters;
import nexus.functions.api.series.SeriesParameters.Spelling;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.gpu.GpuReference;
import nexus.telemetry.query.series.SeriesPage;
import nexus.telemetry.query.series.SeriesQuery;
import nexus.telemetry.query.series.SeriesRequest;

/**
 * {@code GET /queryGpu}: one GPU's series.
 *
 * <p>Parameters: {@code gpu}, a UUID, {@code host/index}, or with {@code host} the index; an
 * instance of a GPU is {@code host/0.3} or {@code {uuid}.3}; an index alone is refused. {@code
 * cluster}; {@code from} and {@code to}; and those of {@link SeriesParameters}.
 */
@Singleton
public final class SeriesFunction {

  private static final Spelling SPELLING = new Spelling("from", "to", SeriesRequest.DEFAULT_LIMIT);

  private final SeriesQuery query;
  private final Settings settings;
  private final InstantSource clock;

  SeriesFunction(SeriesQuery query, Settings settings, InstantSource clock) {
    this.query = query;
    this.settings = settings;
    this.clock = clock;
  }

  /** A page of one GPU's series. */
  public SeriesAnswer series(Request request) {
    RequestParameters given = new RequestParameters(request.parameters());
    return answer(query, given, settings.cluster(), clock.millis(), request.maxBytes());
  }

  /** The answer to these parameters, of {@code maxBytes} at most. */
  static SeriesAnswer answer(
      SeriesQuery query, RequestParameters given, String cluster, long nowMs, long maxBytes) {
    SeriesParameters asked = parameters(given, cluster, nowMs);
    SeriesPage page = SeriesSize.cut(query.run(asked.request()), maxBytes);
    return SeriesAnswer.of(page, asked.cursor(page));
  }

  private static SeriesParameters parameters(
      RequestParameters given, String defaultCluster, long nowMs) {
    String cluster = given.cluster(defaultCluster);
    GpuReference gpu =
        GpuReference.parse(
            given.text("host", GpuReference.MAX_LENGTH),
            given.text("gpu", GpuReference.MAX_LENGTH));
    return SeriesParameters.of(given, cluster, gpu, SPELLING, nowMs);
  }
}
