package nexus.functions.api.stats;

import jakarta.inject.Singleton;
import nexus.functions.api.DataAnswer;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.ClusterStats;
import nexus.telemetry.query.ClusterSummary;

/** {@code GET /clusterStats}. */
@Singleton
public final class StatsFunction {

  private final ClusterStats stats;
  private final Settings settings;

  StatsFunction(ClusterStats stats, Settings settings) {
    this.stats = stats;
    this.settings = settings;
  }

  /** A cluster's figures. */
  public ClusterSummary stats(Request request) {
    return stats.run(request.parameters(), settings.cluster());
  }

  /** The same, in the envelope of {@code /api/v1}. */
  public DataAnswer<ClusterSummary> data(Request request) {
    return DataAnswer.of(stats(request));
  }
}
