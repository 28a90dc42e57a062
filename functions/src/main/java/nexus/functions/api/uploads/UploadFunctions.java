package nexus.functions.api.uploads;

import jakarta.inject.Singleton;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.IngestProgress;
import nexus.telemetry.query.IngestQuery;

/** {@code GET /api/v1/ingests} and {@code GET /api/v1/ingests/{upload}}. */
@Singleton
public final class UploadFunctions {

  private final IngestQuery query;
  private final Settings settings;

  UploadFunctions(IngestQuery query, Settings settings) {
    this.query = query;
    this.settings = settings;
  }

  /** A page of uploads, the newest first. */
  public IngestProgress.Page page(Request request) {
    return query.page(request.parameters(), settings.cluster());
  }

  /** One upload. */
  public IngestProgress one(Request request) {
    return query.one(request.parameters(), settings.cluster());
  }
}
