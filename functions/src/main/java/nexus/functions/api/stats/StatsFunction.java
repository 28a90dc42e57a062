package nexus.functions.api.stats;

import jakarta.inject.Singleton;
import java.util.List;
import nexus.functions.api.DataAnswer;
import nexus.functions.api.RequestParameters;
import nexus.functions.http.Request;
import nexus.functions.wiring.Settings;
import nexus.telemetry.query.latest.HostFigures;
import nexus.telemetry.query.stats.ClusterStats;
import nexus.telemetry.query.stats.StatsRequest;

/**
 * {@code GET /clusterStats}: a cluster's figures.
 *
 * <p>Parameters: {@code cluster}; {@code top}, how many of the highest values of each metric, 1 to
 * {@value HostFigures#MOST_HIGHEST}; {@code metric}, repeated or separated by commas, of which
 * metrics. Unless given, {@link StatsRequest#of} says how many and which.
 */
@Singleton
public final class StatsFunction {

  private static final int MAX_METRICS = 100;

  private final ClusterStats stats;
  private final String defaultCluster;

  StatsFunction(ClusterStats stats, Settings settings) {
    this.stats = stats;
    this.defaultCluster = settings.cluster();
  }

  /** A cluster's figures. */
  public StatsAnswer stats(Request request) {
    RequestParameters given = RequestParameters.of(request);
    StatsRequest asked = StatsRequest.of(given.askedCluster(defaultCluster));
    int top = given.wholeNumber("top", 1, HostFigures.MOST_HIGHEST, asked.top());
    List<String> metrics = List.copyOf(given.metrics("metric", MAX_METRICS));
    return StatsAnswer.of(stats.run(asked.withTop(top).withMetrics(metrics)));
  }

  /** The same, in the envelope of {@code /api/v1}. */
  public DataAnswer<StatsAnswer> data(Request request) {
    return DataAnswer.of(stats(request));
  }
}
