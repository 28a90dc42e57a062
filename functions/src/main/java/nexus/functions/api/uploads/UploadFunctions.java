package nexus.functions.api.uploads;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import nexus.functions.api.RequestParameters;
import nexus.functions.api.TextCursor;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.model.Names;
import nexus.telemetry.query.uploads.IngestQuery;
import nexus.telemetry.query.uploads.UploadList;
import nexus.telemetry.query.uploads.UploadList.Position;

/**
 * {@code GET /api/v1/ingests} and {@code GET /api/v1/ingests/{upload}}: how far uploads are; {@code
 * GET /api/v1/sources}: who sends live.
 *
 * <p>Parameters: {@code cluster}; of one upload {@code upload}; of many {@code limit}, 1 to {@value
 * #MAX_LIMIT}, {@value #DEFAULT_LIMIT} unless given, and {@code cursor}.
 */
@Singleton
public final class UploadFunctions {

  static final int DEFAULT_LIMIT = 20;
  static final int MAX_LIMIT = 100;

  private static final int MAX_CURSOR = 1_000;

  private final IngestQuery query;
  private final String defaultCluster;
  private final InstantSource clock;

  UploadFunctions(IngestQuery query, Settings settings, InstantSource clock) {
    this.query = query;
    this.clock = clock;
    this.defaultCluster = settings.cluster();
  }

  /** A page of uploads, the newest first. */
  public UploadAnswer.Page page(Request request) {
    RequestParameters given = RequestParameters.of(request);
    String cluster = given.cluster(defaultCluster);
    int limit = given.wholeNumber("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    Optional<Position> behind =
        given.text("cursor", MAX_CURSOR).map(cursor -> TextCursor.read(cursor, Position::of));
    UploadList found = query.page(cluster, behind, limit);
    return new UploadAnswer.Page(
        cluster,
        found.uploads().stream().map(UploadAnswer::of).toList(),
        found.next().map(Position::text).map(TextCursor::of).orElse(null));
  }

  /** The live sources. */
  public SourceAnswer.All sources(Request request) {
    String cluster = RequestParameters.of(request).cluster(defaultCluster);
    long nowMs = clock.millis();
    return SourceAnswer.All.of(cluster, query.sources(cluster, nowMs), nowMs);
  }

  /** One upload. */
  public UploadAnswer one(Request request) {
    RequestParameters given = RequestParameters.of(request);
    String cluster = given.cluster(defaultCluster);
    String upload = Names.check("upload", given.text("upload", Names.MAX_LENGTH).orElse(""));
    return UploadAnswer.of(query.one(cluster, upload));
  }
}
