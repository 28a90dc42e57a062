package nexus.functions.query;

import jakarta.inject.Singleton;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.GpuQuery;
import nexus.telemetry.query.GpuSeries;

/** {@code GET /queryGpu}. */
@Singleton
public class QueryFunction {

  private final GpuQuery query;
  private final Settings settings;

  QueryFunction(GpuQuery query, Settings settings) {
    this.query = query;
    this.settings = settings;
  }

  /** One GPU's series. */
  public GpuSeries query(Request request) {
    return query.run(request.parameters(), settings.cluster(), request.maxBytes());
  }
}
