package nexus.telemetry.query.latest;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import nexus.telemetry.model.InvalidInputException;
import nexus.telemetry.model.Names;
import nexus.telemetry.model.SeriesName;
import nexus.telemetry.query.AskedCluster;

/**
 * Of which GPUs and metrics newest values are asked.
 *
 * @param cluster the cluster
 * @param host the one host wanted; empty for all
 * @param model the one product name wanted; empty for all
 * @param metrics metrics wanted, ascending; empty for all
 */
public record LatestRequest(
    AskedCluster cluster,
    Optional<String> host,
    Optional<String> model,
    SortedSet<String> metrics) {

  /**
   * @throws InvalidInputException when host is no name
   */
  public LatestRequest {
    host.ifPresent(name -> Names.check("host", name));
    metrics = Collections.unmodifiableSortedSet(new TreeSet<>(metrics));
  }

  /** Whether a host is wanted. */
  boolean wantsHost(String name) {
    return host.isEmpty() || host.get().equals(name);
  }

  /** Whether GPUs of a product name, or of an empty one, are wanted. */
  boolean wantsModel(String name) {
    return model.isEmpty() || model.get().equals(WholeGpu.modelOrUnknown(name));
  }

  /** Whether a series is wanted: by its name, or as one of its metric's. */
  boolean wantsMetric(String series) {
    return metrics.isEmpty()
        || metrics.contains(series)
        || metrics.contains(SeriesName.metricOf(series));
  }
}
